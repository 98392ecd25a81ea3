"""Settings come from Segue's own variables, and from no others."""

from pathlib import Path

import pytest

from segue.settings import PROJECT_ROOT, Settings

OURS = ("DATABASE_URL", "SEGUE_HOME", "SEGUE_HOST", "SEGUE_PORT", "SEGUE_ROOT", "SEGUE_RATE_LIMIT")


@pytest.fixture(autouse=True)
def _without_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


def test_variables_without_our_prefix_are_ignored(monkeypatch):
    for name in ("HOME", "HOST", "ROOT"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PORT", "1")
    defaults = Settings(_env_file=None)
    assert defaults.home == PROJECT_ROOT / ".segue"
    assert (defaults.host, defaults.port) == ("127.0.0.1", 8000)
    assert defaults.root == PROJECT_ROOT


def test_an_empty_database_url_is_none(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "")
    assert Settings(_env_file=None).database_url is None


def test_a_relative_home_does_not_follow_the_working_directory(monkeypatch, tmp_path):
    monkeypatch.setenv("SEGUE_HOME", "mine")
    monkeypatch.chdir(tmp_path)
    assert Settings(_env_file=None).home == PROJECT_ROOT / "mine"


def test_the_word_off_removes_a_limit(monkeypatch):
    monkeypatch.setenv("SEGUE_RATE_LIMIT", "off")
    assert Settings(_env_file=None).rate_limit is False


def test_an_absolute_home_stays_as_it_is(monkeypatch):
    monkeypatch.setenv("SEGUE_HOME", "/srv/segue")
    assert Settings(_env_file=None).home == Path("/srv/segue")
