"""A database with a small catalogue for the API, and clients that check every response."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from psycopg import sql
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

import api
from api.accounts.accounts import add_account
from api.http.openapi import spotify_document
from benchmarks.requests import counted
from segue.settings import settings
from tests.api.access_table import People

DATABASE = "segue_api_tests"
MARTS = Path(__file__).with_name("marts.sql")
DOCUMENTS: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


class DocumentedClient(FlaskClient):
    """A client that compares every response with the OpenAPI document."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check its response."""
        response = super().open(*args, **kwargs)
        check_as_documented(self.application, response)
        return response


def own_document(app: Any) -> Any:
    """Return the document of an app, which `app.spec` would write anew for every response."""
    if app not in DOCUMENTS:
        DOCUMENTS[app] = app.spec
    return DOCUMENTS[app]


def check_as_documented(app: Any, response: TestResponse) -> None:
    """Compare a response with the OpenAPI document; URLs without a route return problems."""
    request = response.request
    is_of_spotify = request.path.startswith("/v1/")
    document = spotify_document(app) if is_of_spotify else own_document(app)
    schema = {"$ref": f"#/components/schemas/{'ErrorResponse' if is_of_spotify else 'Problem'}"}
    if response.status_code >= 400:
        error_type = "application/json" if is_of_spotify else "application/problem+json"
        assert response.mimetype == error_type, response.mimetype
        error = response.json["error"] if is_of_spotify else response.json
        assert error["status"] == response.status_code
    try:
        rule, _ = app.url_map.bind("").match(request.path, request.method, return_rule=True)
    except HTTPException:
        rule = None
    path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule) if rule else None
    if path in document["paths"]:
        answers = document["paths"][path][request.method.lower()]["responses"]
        assert str(response.status_code) in answers, f"{response.status_code} is not documented"
        content = answers[str(response.status_code)].get("content")
        assert bool(content) == bool(response.data)
        if content:
            schema = content[response.mimetype]["schema"]
    is_json = response.mimetype in ("application/json", "application/problem+json")
    is_known = path in document["paths"] or response.status_code >= 400
    if is_json and is_known and "Content-Encoding" not in response.headers:
        full_schema = {**schema, "components": document["components"]}
        OAS31Validator(full_schema).validate(response.json)


@pytest.fixture(scope="session")
def make_database(database_url: str) -> Callable[[str], str]:
    """Return a function that makes an empty database on the server of the tests."""

    def make(name: str) -> str:
        identifier = sql.Identifier(name)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(identifier)
            )
            connection.execute(sql.SQL("create database {}").format(identifier))
        return f"{database_url.rpartition('/')[0]}/{name}"

    return make


@pytest.fixture(scope="session")
def make_catalogue(make_database: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that makes a database with the app's schema and a small catalogue."""

    def make(name: str) -> str:
        url = make_database(name)
        api.migrate(url)
        with psycopg.connect(url) as connection:
            connection.execute(MARTS.read_text())
        return url

    return make


@pytest.fixture(scope="session")
def api_url(make_catalogue: Callable[[str], str]) -> str:
    """Return the URL of the database that most tests share."""
    return make_catalogue(DATABASE)


@pytest.fixture(scope="session")
def make_app(database_url: str) -> Callable[..., APIFlask]:
    """Return a function that makes an app whose clients check every response."""

    def make(url: str, **overrides: Any) -> APIFlask:
        made = api.create_app(url, **{"RATELIMIT_ENABLED": False, **overrides})
        made.test_client_class = DocumentedClient
        return made

    return make


@pytest.fixture(scope="session")
def app(make_app: Callable[..., APIFlask], api_url: str) -> APIFlask:
    """Return the app over the small catalogue, without limits."""
    return make_app(api_url)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Return a new listener."""
    return app.test_client()


@pytest.fixture
def statements(app: APIFlask) -> Iterator[list[str]]:
    """Return the list to which every statement of the app is added."""
    with counted(app) as found:
        yield found


@pytest.fixture
def other_client(app: APIFlask) -> FlaskClient:
    """Return another new listener."""
    return app.test_client()


@pytest.fixture
def execute(api_url: str) -> Iterator[Callable[..., Any]]:
    """Return a function that queries or changes the database, with autocommit."""
    with psycopg.connect(api_url, autocommit=True) as connection:

        def run(statement: str, *parameters: object) -> Any:
            return connection.execute(statement, parameters or None)  # type: ignore[arg-type]

        yield run


@pytest.fixture(scope="session")
def people(make_catalogue: Any, make_app: Any) -> Iterator[People]:
    """Return an app with accounts, and clients that send requests as one of them."""
    url = make_catalogue("segue_access_tests")
    app = make_app(url)
    with app.app_context():
        add_account("owner", is_owner=True)
        add_account("person")
        add_account("other person")
    with psycopg.connect(url, autocommit=True) as connection:
        yield People(app, lambda sql, *values: connection.execute(sql, values or None))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[Path]:
    """Return an empty folder that is the root of the project for the app."""
    monkeypatch.setenv("SEGUE_ROOT", str(tmp_path))
    monkeypatch.setenv("SEGUE_HOME", str(tmp_path / ".segue"))
    settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty music folder that the server knows."""
    folder = tmp_path / "music"
    folder.mkdir()
    monkeypatch.setenv("SEGUE_LIBRARY", str(folder))
    settings.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.cache_clear()
