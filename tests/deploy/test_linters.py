"""hadolint, shellcheck, schemas and promtool on deploy/; `make check-deploy` installs the first."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segue.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
CONTAINERFILES = sorted(DEPLOY.rglob("Containerfile"))
SCRIPTS = [*sorted(DEPLOY.rglob("*.sh")), PROJECT_ROOT / "segue" / "cluster" / "archive.sh"]
KUBERNETES = "1.37"
# their schemas are in no package; docs/deploy.md says so
EXTENSIONS = {"postgresql.cnpg.io", "barmancloud.cnpg.io", "monitoring.coreos.com"}


def _of_the_group(program: str) -> str:
    """Return a program of the dependency group `deploy`, or skip."""
    found = Path(sys.executable).parent / program
    if not found.exists():
        pytest.skip(f"expected {program} in the virtual environment; run `make check-deploy`")
    return str(found)


def _of_the_machine(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"expected the program {program} (of Debian's package {package}), got none")
    return found


def _run(*command: str | Path, cwd: Path = PROJECT_ROOT) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _name(path: Path) -> str:
    return str(path.relative_to(DEPLOY))


@pytest.mark.parametrize("file", CONTAINERFILES, ids=_name)
def test_hadolint_has_nothing_to_say(file):
    _run(_of_the_group("hadolint"), "--no-color", file)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_shellcheck_has_nothing_to_say(script):
    _run(_of_the_group("shellcheck"), script)
    assert script.stat().st_mode & 0o111


def test_the_compose_file_follows_its_specification(compose):
    compose_spec = pytest.importorskip(
        "compose_spec", reason="expected the package compose-spec; run `make check-deploy`"
    )
    read = compose_spec.PyCompose.from_yaml(yaml.safe_dump(compose, sort_keys=False))
    assert set(read.service_names()) == set(compose["services"])
    wrong = {**compose, "services": {"x": {"image": "y", "read_onli": True}}}
    with pytest.raises(ValueError, match="read_onli"):
        compose_spec.PyCompose.from_yaml(yaml.safe_dump(wrong))


def test_every_expression_is_promql(expressions):
    promql_parser = pytest.importorskip(
        "promql_parser", reason="expected the package promql-parser; run `make check-deploy`"
    )
    for name, expression in expressions.items():
        try:
            promql_parser.parse(expression)
        except ValueError as error:
            pytest.fail(f"{name}: {error}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
    ids=" ".join,
)
def test_promtool_agrees(arguments):
    _run(_of_the_machine("promtool", "prometheus"), *arguments, cwd=DEPLOY / "prometheus")


def test_haproxy_agrees():
    _run(_of_the_machine("haproxy", "haproxy"), "-c", "-f", DEPLOY / "haproxy" / "haproxy.cfg")


def test_manifests_of_kubernetes_follow_its_schemas(manifests):
    kubernetes_validate = pytest.importorskip(
        "kubernetes_validate",
        reason="expected the package kubernetes-validate; run `make check-deploy`",
    )
    checked = set()
    for manifest in manifests.values():
        try:
            kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        except kubernetes_validate.SchemaNotFoundError:
            assert manifest["apiVersion"].partition("/")[0] in EXTENSIONS
        else:
            checked.add(manifest["kind"])
    assert {"Deployment", "CronJob", "NetworkPolicy", "PodDisruptionBudget", "Service"} <= checked


def test_kustomize_finds_all_files(tmp_path):
    """Build it with secrets of its own: they lie in the folder of the kustomization."""
    kubectl = _of_the_machine("kubectl", "kubernetes-client")
    folder = tmp_path / "kubernetes"
    shutil.copytree(DEPLOY / "kubernetes", folder, ignore=shutil.ignore_patterns("secrets"))
    _run(DEPLOY / "make-secrets.sh", folder / "secrets", "segue-db-rw,segue-db-ro")
    done = subprocess.run(
        [kubectl, "kustomize", str(folder)], capture_output=True, text=True, check=True
    )
    built = [each["metadata"] for each in yaml.safe_load_all(done.stdout)]
    assert {"segue", "segue-db-user", "segue-settings"} <= {each["name"] for each in built}
    assert {each.get("namespace", "segue") for each in built} == {"segue"}
