"""`segue user` and `segue token`; a password is never an argument."""

import io
import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from api import create_app
from segue.cli import main
from segue.settings import PROJECT_ROOT

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts_url(database_url):
    """Return the URL of a database in which nobody has an account, before and after."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("truncate app.accounts cascade")
        yield database_url
        connection.execute("truncate app.accounts cascade")


@pytest.fixture
def process(accounts_url, home):
    """Return a function that runs the command line in a process of its own."""

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DATABASE_URL": accounts_url, "SEGUE_HOME": str(home)}
        return subprocess.run(
            [sys.executable, "-c", "from segue.cli import main; main()", *arguments],
            cwd=PROJECT_ROOT, env=environment, input=given, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def segue(accounts_url, monkeypatch, capsys):
    """Return a function that runs the command line in this process, which has it imported."""

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["segue", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return subprocess.CompletedProcess(
            arguments, int(ended.value.code or 0), *capsys.readouterr()
        )

    return run


def sign_in(url: str, password: str) -> Any:
    client = create_app(url, SECRET_KEY="k").test_client()
    body = {"name": "ann", "password": password}
    return client.post("/api/v1/account/session", json=body)


def test_the_first_account_is_the_owner_and_signs_in(process, segue, database_url, tmp_path):
    assert process("user", "add", "Ann", "--password-file", "-", given=PASSWORD).stdout == (
        "added Ann, the owner\n"
    )
    file = tmp_path / "password"
    file.write_text("another long password\nand a second line\n")
    assert segue("user", "add", "Bob", "--password-file", str(file)).stdout == "added Bob\n"
    assert sign_in(database_url, PASSWORD).json["account"]["is_owner"] is True
    listed = segue("user", "list").stdout
    assert "Ann" in listed and "Bob" in listed
    again = segue("user", "add", "ann", "--password-file", "-", given=PASSWORD)
    assert again.returncode == 1
    assert "expected a new name, got ann, which has an account" in again.stderr


def test_a_new_password_replaces_the_former(segue, database_url):
    segue("user", "add", "Ann", "--password-file", "-", given=PASSWORD)
    answer = segue("user", "password", "ann", "--password-file", "-", given="a newer password\n")
    assert answer.stdout == "changed; Ann has to sign in again\n"
    assert sign_in(database_url, PASSWORD).status_code == 401
    assert sign_in(database_url, "a newer password").status_code == 200


def test_a_password_is_never_an_argument_and_needs_ten_characters(segue):
    short = segue("user", "add", "Ann", "--password-file", "-", given="short")
    assert (short.returncode, short.stdout) == (1, "")
    assert "expected a password of 10 to 1024 characters, got one of 5" in short.stderr
    nobody = segue("user", "add", "Ann")
    assert nobody.returncode == 2
    assert "use --password-file" in nobody.stderr
    missing = segue("user", "add", "Ann", "--password-file", "no/such/file")
    assert missing.returncode == 2
    assert "expected a file with the password" in missing.stderr


def test_a_token_is_printed_once_listed_and_revoked(segue, database_url):
    segue("user", "add", "Ann", "--password-file", "-", given=PASSWORD)
    token = segue("token", "create", "ann", "--scope", "read", "--days", "3").stdout.strip()
    client = create_app(database_url, SECRET_KEY="k").test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/feedback", headers=headers).status_code == 200
    listed = segue("token", "list", "ann").stdout
    assert "command line" in listed and token not in listed
    with psycopg.connect(database_url) as connection:
        token_id = connection.execute("select token_id from app.api_tokens").fetchone()[0]
    assert segue("token", "revoke", "ann", str(token_id)).stdout == "revoked\n"
    assert client.get("/api/v1/feedback", headers=headers).status_code == 401
    assert segue("token", "revoke", "ann", "what").returncode == 2
    assert segue("token", "create", "ann", "--scope", "root").returncode == 2
    assert segue("token", "create", "nobody", "--scope", "read").returncode == 1


def test_removing_an_account_asks_and_takes_its_feedback_along(segue, database_url):
    segue("user", "add", "Ann", "--password-file", "-", given=PASSWORD)
    with psycopg.connect(database_url, autocommit=True) as connection:
        (profile,) = connection.execute("select profile_id from app.accounts").fetchone()
        connection.execute("insert into app.profiles (profile_id) values (%s)", (profile,))
        connection.execute(
            "insert into app.feedback (profile_id, track_id, verdict) values (%s, 't', 'like')",
            (profile,),
        )
        answer = segue("user", "remove", "Ann", given="n\n")
        assert answer.returncode == 1
        assert "remove Ann with 1 verdicts and stations?" in answer.stdout
        assert segue("user", "remove", "Ann", "--yes").returncode == 0
        left = "select count(*) from app.profiles where profile_id = %s"
        assert connection.execute(left, (profile,)).fetchone() == (0,)
    assert segue("user", "remove", "Ann", "--yes").returncode == 1
