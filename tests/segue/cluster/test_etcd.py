"""Only an etcd that keeps its data in a crash holds the consensus of a cluster."""

import pytest

from segue.cluster import ClusterError
from segue.cluster.etcd import find_etcd, replace_member
from segue.cluster.layout import Layout
from segue.settings import settings


@pytest.fixture
def etcd_on_path(tmp_path, monkeypatch):
    """Return a function that puts a program etcd on PATH which prints this version."""
    monkeypatch.delenv("SEGUE_ETCD", raising=False)
    settings.cache_clear()

    def install(output: str) -> None:
        program = tmp_path / "etcd"
        program.write_text(f"#!/bin/sh\necho '{output}'\n")
        program.chmod(0o755)
        # not the folders of the machine, which may have a safe one
        monkeypatch.setenv("PATH", str(tmp_path))

    yield install
    settings.cache_clear()


@pytest.mark.parametrize("version", ["3.4.22", "3.4.23", "3.5.6", "3.5.21", "3.6.0", "4.0.0"])
def test_a_safe_version_is_taken(etcd_on_path, tmp_path, version):
    etcd_on_path(f"etcd Version: {version}")
    assert find_etcd() == tmp_path / "etcd"


@pytest.mark.parametrize("version", ["2.3.8", "3.3.25", "3.4.21", "3.5.0", "3.5.1", "3.5.5"])
def test_a_version_that_loses_data_is_refused(etcd_on_path, version):
    etcd_on_path(f"etcd Version: {version}")
    with pytest.raises(ClusterError, match=f"got {version} at .*apt-get install etcd-server"):
        find_etcd()


def test_a_program_without_a_version_is_refused(etcd_on_path):
    etcd_on_path("hello")
    with pytest.raises(ClusterError, match=r"got no version at .*; install etcd"):
        find_etcd()


def test_a_safe_one_behind_an_unsafe_one_on_path_is_taken(etcd_on_path, tmp_path, monkeypatch):
    # `make install` puts the etcd of the tests into .venv/bin, which `activate` puts first
    etcd_on_path("etcd Version: 3.4.23")
    environment = tmp_path / "venv"
    environment.mkdir()
    (environment / "etcd").write_text("#!/bin/sh\necho 'etcd Version: 3.5.1'\n")
    (environment / "etcd").chmod(0o755)
    monkeypatch.setenv("PATH", f"{environment}:{tmp_path}")
    assert find_etcd() == tmp_path / "etcd"


def test_a_missing_program_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SEGUE_ETCD", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    settings.cache_clear()
    with pytest.raises(ClusterError, match="got none; install etcd"):
        find_etcd()


def test_the_program_of_the_setting_is_taken_whatever_its_version(etcd_on_path, monkeypatch):
    etcd_on_path("etcd Version: 3.4.23")
    monkeypatch.setenv("SEGUE_ETCD", "/bin/true")
    settings.cache_clear()
    assert str(find_etcd()) == "/bin/true"


def test_a_second_lost_member_leads_to_a_restore(tmp_path, monkeypatch):
    monkeypatch.setattr("segue.cluster.etcd.ELECTION_TIMEOUT_S", 0)
    layout = Layout(tmp_path)
    layout.create()
    with pytest.raises(
        ClusterError, match=r"as node2 lost its data, .* `segue restore --at latest`"
    ):
        replace_member(layout, layout.node("node2"))


def test_a_missing_program_of_the_setting_is_an_error(monkeypatch):
    monkeypatch.setenv("SEGUE_ETCD", "/nowhere/etcd")
    settings.cache_clear()
    with pytest.raises(ClusterError, match="at /nowhere/etcd"):
        find_etcd()
    monkeypatch.delenv("SEGUE_ETCD")
    settings.cache_clear()
