"""A database of its own for the tests of /v1, with more rows, and a server for real clients."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from apiflask import APIFlask
from werkzeug.serving import make_server

from segue import frontend

DATABASE = "segue_spotify_tests"
CATALOGUE = Path(__file__).with_name("catalogue.sql")
NODE_PACKAGES = ("@spotify/web-api-ts-sdk", "spotify-web-api-node")


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


@pytest.fixture(scope="session")
def base_url(app: APIFlask) -> Iterator[str]:
    """Return the address of `/v1` of a server on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def run_node() -> Callable[..., str]:
    """Return a function that runs a module of JavaScript, and returns what it prints."""
    modules = frontend.FOLDER / "node_modules"
    for package in NODE_PACKAGES:
        if not (modules / package).is_dir():
            pytest.skip(f"the npm package {package} is not installed: run `make frontend`")
    node, _npm = frontend.find_node()

    def run(code: str, **environment: str) -> str:
        # node searches for packages from the folder of the module upwards
        with TemporaryDirectory(dir=modules) as folder:
            module = Path(folder) / "client.mjs"
            module.write_text(code)
            done = subprocess.run(
                [node, module], capture_output=True, text=True, env={**os.environ, **environment},
                check=False,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
