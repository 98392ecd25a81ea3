"""A database of its own for the tests of /v1, with some more rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from apiflask import APIFlask

DATABASE = "segue_spotify_tests"
CATALOGUE = Path(__file__).with_name("catalogue.sql")


@pytest.fixture(scope="session")
def api_url(make_catalogue: Callable[[str], str]) -> str:
    """Return the URL of the database."""
    url = make_catalogue(DATABASE)
    with psycopg.connect(url) as connection:
        connection.execute(CATALOGUE.read_text())
    return url


@pytest.fixture(scope="session")
def app(make_app: Callable[..., Any], api_url: str) -> APIFlask:
    """Return the app over this database."""
    made: APIFlask = make_app(api_url)
    return made
