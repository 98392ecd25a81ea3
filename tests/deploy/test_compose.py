"""Rules that every service of the compose file keeps."""

import re

import pytest

from segue.settings import PROJECT_ROOT, Settings

OURS = re.compile(r"segue-(api|pipeline|postgres)$")
DATA = {"etcd1", "etcd2", "etcd3", "node1", "node2", "node3"}


def test_every_service_is_hardened(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service), name


def test_ports_are_published_on_loopback_alone(compose):
    published = [port for each in compose["services"].values() for port in each.get("ports", [])]
    assert len(published) == 3
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_database_has_no_way_out(compose):
    assert compose["networks"]["data"]["internal"] is True
    for name in DATA:
        assert compose["services"][name]["networks"] == ["data"]


def test_every_image_has_a_fixed_version(compose):
    for name, service in compose["services"].items():
        _, _, tag = service["image"].partition(":")
        assert OURS.match(service["image"]) or re.search(r"\d+\.\d+", tag), name


def test_secrets_are_files_and_never_variables(compose):
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            is_secret = re.search(r"PASSWORD|TOKEN|KEY|SECRET|DATABASE_URL", variable)
            assert not is_secret or str(value).startswith("/run/secrets/"), f"{name}: {variable}"
    assert all(each["file"].startswith("./secrets/") for each in compose["secrets"].values())


def test_every_secret_is_used_and_written_by_make_secrets(compose):
    used = {
        secret if isinstance(secret, str) else secret["source"]
        for service in compose["services"].values()
        for secret in service.get("secrets", [])
    }
    assert used == set(compose["secrets"])
    script = (PROJECT_ROOT / "deploy" / "make-secrets.sh").read_text()
    for secret in compose["secrets"].values():
        assert secret["file"].removeprefix("./secrets/") in script


def test_secrets_of_segue_have_the_names_of_its_settings(compose):
    aliases = {field.alias for field in Settings.model_fields.values()}
    for name in ("api1", "api2", "pipeline"):
        targets = {secret["target"] for secret in compose["services"][name]["secrets"]}
        assert targets <= aliases


def test_nothing_starts_before_what_it_needs_is_healthy(compose):
    services = compose["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}, f"{name} needs {needed}"
            has_check = "healthcheck" in services[needed] or OURS.match(services[needed]["image"])
            assert has_check, f"{needed} has no check of its health"


@pytest.mark.parametrize("name", ["api1", "api2", "node1", "node2", "node3"])
def test_what_is_written_lies_in_volumes_and_in_memory(compose, name):
    service = compose["services"][name]
    assert any(each.startswith("/tmp:") for each in service["tmpfs"])
    assert all(":/var/lib/" in volume for volume in service["volumes"])


def test_the_proxy_knows_every_process_of_the_app(compose, deploy):
    servers = re.findall(r"^\s+server (\S+) ", (deploy / "haproxy/haproxy.cfg").read_text(), re.M)
    assert set(servers) == {name for name in compose["services"] if name.startswith("api")}
