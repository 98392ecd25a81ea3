"""An app with the account of Ann, and what tests of accounts do again and again."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from api.accounts import passwords
from api.accounts.accounts import add_account
from api.http.access import EXTENSION

PASSWORD = "correct horse battery"
SESSION = "/api/v1/account/session"


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Let a password cost little: each test hashes some."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with patch.object(passwords, "_hasher", lambda: cheap):
        yield


@pytest.fixture(scope="session")
def accounts_url(make_catalogue: Callable[[str], str]) -> str:
    """Return the URL of a database for accounts."""
    return make_catalogue("segue_account_tests")


@pytest.fixture
def execute(accounts_url: str) -> Iterator[Callable[..., Any]]:
    """Return a function that queries or changes the database, with autocommit."""
    with psycopg.connect(accounts_url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values or None)


@pytest.fixture(scope="session")
def accounts_app(make_app: Callable[..., APIFlask], accounts_url: str) -> APIFlask:
    """Return an app whose database has accounts."""
    return make_app(accounts_url)


@pytest.fixture
def app(accounts_app: APIFlask, execute: Callable[..., Any]) -> APIFlask:
    """Return the app with Ann's account alone."""
    execute("truncate app.accounts, app.profiles, app.request_counts cascade")
    accounts_app.extensions["segue_request_counts"].__init__()
    accounts_app.extensions.pop(EXTENSION, None)
    with accounts_app.app_context():
        add_account("Ann", PASSWORD, is_owner=True)
    return accounts_app


@pytest.fixture
def ann(app: APIFlask) -> FlaskClient:
    """Return a client that is signed in as Ann."""
    client = app.test_client()
    assert sign_in(client).status_code == 200
    return client


def sign_in(client: FlaskClient, name: str = "Ann", password: str = PASSWORD, **more: Any) -> Any:
    """Sign in."""
    options = {key: more.pop(key) for key in ("headers", "environ_base", "base_url") if key in more}
    return client.post(SESSION, json={"name": name, "password": password, **more}, **options)
