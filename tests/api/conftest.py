"""A database of the API's own with a small hand-made catalogue, and clients of two listeners."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from psycopg import sql

import api

DATABASE = "segue_api_tests"
MARTS = Path(__file__).with_name("marts.sql")
SEED = "1111111111111111111111"


@pytest.fixture(scope="session")
def api_url(database_url: str) -> str:
    """Return the URL of a database with the app's schema and a small catalogue."""
    name = sql.Identifier(DATABASE)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        connection.execute(sql.SQL("create database {}").format(name))
    url = f"{database_url.rpartition('/')[0]}/{DATABASE}"
    api.migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute(MARTS.read_text())
    return url


@pytest.fixture(scope="session")
def app(api_url: str) -> APIFlask:
    """Return the app over that database, without limits."""
    return api.create_app(api_url, RATELIMIT_ENABLED=False)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Return a listener that the service has never seen."""
    return app.test_client()


@pytest.fixture
def other_client(app: APIFlask) -> FlaskClient:
    """Return another such listener."""
    return app.test_client()


@pytest.fixture
def execute(api_url: str) -> Iterator[Callable[..., None]]:
    """Return a function that changes the database, committed at once."""
    with psycopg.connect(api_url, autocommit=True) as connection:

        def run(statement: str, *parameters: object) -> None:
            connection.execute(statement, parameters or None)

        yield run
