"""The dbt profile follows the database, and never overwrites one written by hand."""

import yaml

from segue.cli import profile
from segue.settings import PROJECT_ROOT, settings


def _with_root(monkeypatch, tmp_path):
    (tmp_path / "profiles.yml.example").write_text(
        (PROJECT_ROOT / "profiles.yml.example").read_text()
    )
    monkeypatch.setenv("SEGUE_ROOT", str(tmp_path))
    settings.cache_clear()


def test_a_missing_profile_is_written_for_its_owner_alone(monkeypatch, tmp_path):
    _with_root(monkeypatch, tmp_path)
    path = profile.write_profile("postgresql://me:p%40ss@127.0.0.1:5433/mine")
    dev = yaml.safe_load(path.read_text())["segue"]["outputs"]["dev"]
    assert (dev["user"], dev["password"], dev["port"], dev["dbname"]) == (
        "me",
        "p@ss",
        5433,
        "mine",
    )
    assert path.stat().st_mode & 0o077 == 0
    settings.cache_clear()


def test_a_profile_written_by_hand_stays(monkeypatch, tmp_path):
    _with_root(monkeypatch, tmp_path)
    own = tmp_path / "profiles.yml"
    own.write_text("segue: {target: mine}\n")
    profile.write_profile("postgresql://me:pw@127.0.0.1:5433/mine")
    assert own.read_text() == "segue: {target: mine}\n"
    settings.cache_clear()


def test_the_profile_follows_the_database_to_another_port(monkeypatch, tmp_path):
    _with_root(monkeypatch, tmp_path)
    profile.write_profile("postgresql://me:pw@127.0.0.1:5433/mine")
    path = profile.write_profile("postgresql://me:pw@127.0.0.1:6000/mine")
    assert yaml.safe_load(path.read_text())["segue"]["outputs"]["dev"]["port"] == 6000
    settings.cache_clear()
