"""Rules of the Kubernetes manifests, and what no schema says: that names fit together."""

import yaml

from segue.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "deploy" / "kubernetes"


def pod_templates(manifests):
    yield manifests["Deployment segue-api"]["spec"]["template"]
    yield manifests["CronJob segue-pipeline"]["spec"]["jobTemplate"]["spec"]["template"]


def test_pods_have_no_rights(manifests):
    for template in pod_templates(manifests):
        pod = template["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 10001
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert "memory" in container["resources"]["limits"]


def test_the_database_commits_to_a_quorum(manifests):
    spec = manifests["Cluster segue-db"]["spec"]
    assert spec["instances"] == 3
    synchronous = spec["postgresql"]["synchronous"]
    assert (synchronous["method"], synchronous["number"]) == ("any", 1)
    assert synchronous["dataDurability"] == "required"
    assert spec["bootstrap"]["initdb"]["dataChecksums"] is True
    assert spec["affinity"]["podAntiAffinityType"] == "required"


def test_backups_go_through_the_plugin(manifests):
    spec = manifests["Cluster segue-db"]["spec"]
    (plugin,) = spec["plugins"]
    assert "backup" not in spec  # the in-tree way is deprecated
    assert plugin["isWALArchiver"] is True
    assert f"ObjectStore {plugin['parameters']['barmanObjectName']}" in manifests
    backup = manifests["ScheduledBackup segue-db-daily"]["spec"]
    assert backup["method"] == "plugin"
    assert backup["pluginConfiguration"]["name"] == plugin["name"]
    assert len(backup["schedule"].split()) == 6


def test_secrets_of_manifests_are_generated(manifests):
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    generated = {each["name"] for each in kustomization["secretGenerator"]}
    mounted = {
        volume["secret"]["secretName"]
        for template in pod_templates(manifests)
        for volume in template["spec"]["volumes"]
        if "secret" in volume
    }
    used = mounted | {
        manifests["Cluster segue-db"]["spec"]["bootstrap"]["initdb"]["secret"]["name"]
    }
    assert used == generated
    assert set(kustomization["resources"]) == {
        file.name for file in FOLDER.glob("*.yaml") if file.name != "kustomization.yaml"
    }


def test_selectors_find_pods(manifests):
    labels = [template["metadata"]["labels"] for template in pod_templates(manifests)]
    labels.append({"cnpg.io/cluster": "segue-db"})
    for kind, field in (("NetworkPolicy", "podSelector"), ("PodDisruptionBudget", "selector"),
                        ("PodMonitor", "selector")):  # fmt: skip
        for name, manifest in manifests.items():
            wanted = manifest["spec"][field].get("matchLabels") if name.startswith(kind) else None
            assert wanted is None or wanted in labels, name
    assert manifests["Service segue"]["spec"]["selector"] in labels


def test_everything_is_refused_that_no_policy_names(manifests):
    policy = manifests["NetworkPolicy default-deny"]["spec"]
    assert policy == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_alerts_of_the_app_are_those_of_prometheus(manifests, deploy):
    here = {group["name"]: group for group in manifests["PrometheusRule segue"]["spec"]["groups"]}
    there = yaml.safe_load((deploy / "prometheus" / "alerts.yml").read_text())["groups"]
    shared = [group for group in there if group["name"] in here]
    assert [group["name"] for group in shared] == ["segue", "segue-pipeline"]
    assert all(here[group["name"]] == group for group in shared)
    monitor = manifests["PodMonitor segue-api"]["spec"]
    label = manifests["Deployment segue-api"]["spec"]["template"]["metadata"]["labels"]
    assert label[monitor["jobLabel"]] == "segue-api"  # the job that the expressions name
