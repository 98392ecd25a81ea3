"""Settings come from Segue's own variables, and from no others."""

import subprocess
from pathlib import Path

import pytest

from segue.errors import WrongUsage
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


@pytest.fixture
def secrets(tmp_path, monkeypatch) -> Path:
    """Return a folder of secret files, as containers, Kubernetes and systemd give one."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setenv("SEGUE_SECRETS_DIR", str(folder))
    return folder


def test_a_secret_file_is_a_setting(secrets):
    (secrets / "DATABASE_URL").write_text("postgresql://u:p@h/d\n")
    (secrets / "SEGUE_SECRET_KEY").write_text("0123456789\n")
    (secrets / "something_else").write_text("no setting")
    found = Settings(_env_file=None)
    assert found.database_url == "postgresql://u:p@h/d"
    assert found.secret_key.get_secret_value() == "0123456789"
    assert "0123456789" not in repr(found)


def test_a_secret_file_wins_over_the_env_file(secrets, tmp_path):
    (secrets / "DATABASE_URL").write_text("postgresql://of-the-file/d")
    env_file = tmp_path / "settings.env"
    env_file.write_text("DATABASE_URL=postgresql://of-the-env-file/d\nSEGUE_PORT=8001\n")
    found = Settings(_env_file=env_file)
    assert (found.database_url, found.port) == ("postgresql://of-the-file/d", 8001)


def test_systemd_s_credentials_are_secret_files(secrets, monkeypatch):
    monkeypatch.delenv("SEGUE_SECRETS_DIR")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(secrets))
    (secrets / "DATABASE_URL").write_text("postgresql://h/d")
    assert Settings(_env_file=None).database_url == "postgresql://h/d"


@pytest.mark.parametrize("value", ["postgresql://other/d", ""])
def test_a_variable_beside_a_secret_file_is_one_clear_sentence(secrets, monkeypatch, value):
    (secrets / "DATABASE_URL").write_text("postgresql://h/d")
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(WrongUsage, match="DATABASE_URL either in the environment or as the file"):
        Settings(_env_file=None)


def test_a_folder_of_secrets_that_is_not_there_is_one_clear_sentence(secrets, monkeypatch):
    monkeypatch.setenv("SEGUE_SECRETS_DIR", str(secrets / "missing"))
    with pytest.raises(WrongUsage, match="expected a folder of secret files as SEGUE_SECRETS_DIR"):
        Settings(_env_file=None)


def test_files_that_make_secrets_writes_are_settings(secrets, tmp_path):
    script = PROJECT_ROOT / "deploy" / "make-secrets.sh"
    made: list[dict[str, str]] = []
    for _ in range(2):  # the second run changes nothing
        subprocess.run([script, tmp_path / "made", "a,b,c"], check=True, capture_output=True)
        made.append({file.name: file.read_text() for file in (tmp_path / "made").iterdir()})
    assert made[0] == made[1]
    for name in ("DATABASE_URL", "SEGUE_SECRET_KEY"):
        (secrets / name).write_text(made[0][name])
    found = Settings(_env_file=None)
    assert found.database_url == (
        f"postgresql://segue:{made[0]['segue_password']}@a:5432,b:5432,c:5432/segue"
        "?target_session_attrs=read-write"
    )
    assert len(found.secret_key.get_secret_value()) == 64
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700
