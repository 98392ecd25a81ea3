"""A real server over the built demo, and a real browser that may talk to nobody else."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from segue.settings import PROJECT_ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
)
SECONDS_TO_START = 60
BUILT = PROJECT_ROOT / "frontend" / "dist" / "index.html"
SERVE = "from api.server import serve; serve(port={port})"


class Watched:
    """A page, and what it did that no page of ours may do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.context.route("**/*", self._let_pass)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def _let_pass(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.address).netloc:
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine, or skip: none is downloaded for a test."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser is here: expected one of {', '.join(BROWSERS)} on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_app() -> Path:
    """Return the built app, or skip: building it is the work of `make`."""
    if not BUILT.is_file():
        pytest.skip(f"the app is not built: expected {BUILT.relative_to(PROJECT_ROOT)}")
    return BUILT.parent


@pytest.fixture(scope="session")
def address(
    chromium: Browser,
    built_app: Path,
    demo_warehouse: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve the app over the demo on a free port; return where."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(port=port)],
            env={**os.environ, "DATABASE_URL": demo_warehouse, "SEGUE_RATE_LIMIT": "off"},
            cwd=PROJECT_ROOT,
            stdout=said,
            stderr=said,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)


def _get(address: str, path: str) -> Any:
    with urllib.request.urlopen(f"{address}{path}", timeout=30) as answer:
        return json.load(answer)


def _number_of_artists(rows: list[dict[str, Any]]) -> int:
    return len({row["track"]["artists"][0]["artist_id"] for row in rows})


@pytest.fixture(scope="session")
def song(address: str) -> dict[str, Any]:
    """Return a popular song with a long word in its title, and a varied list to look at."""
    found: list[tuple[int, int, dict[str, Any]]] = []
    for track in _get(address, "/api/v1/tracks?limit=100")["items"]:
        path = f"/api/v1/tracks/{track['track_id']}/recommendations?limit=14"
        rows = _get(address, path)["items"]
        if len(rows) == 14 and re.search(r"[A-Za-z]{6}", track["track_name"] or ""):
            found.append((_number_of_artists(rows[:10]), -len(found), track))
    assert found, "expected a popular song with fourteen recommendations, met none in the demo"
    return max(found)[-1]


@pytest.fixture
def measured(demo_warehouse: str) -> Iterator[None]:
    """Put two evaluations into the demo's mart: measuring itself takes too long for this."""
    methods = {"segue": 0.25, "popularity": 0.06, "random": 0.01}
    figures = [
        (f"2026-11-{day} 12:00+00", method, *place, value)
        for day in (20, 21)
        for method, precision in methods.items()
        for place, value in (
            (("all", "precision_at_10"), precision),
            (("half", "ndcg"), 1.5 * precision),
            (("lists", "coverage"), 0.9 - precision),
        )
    ]
    with psycopg.connect(demo_warehouse, autocommit=True) as connection:
        for moment, method, stratum, metric, value in figures:
            connection.execute(
                "insert into marts.recommendation_quality (run_id, evaluated_at, data_version, "
                "code_version, model_version, method, stratum, metric, value, lower, upper, "
                "is_better, number_of_queries) values "
                "(%s, %s, 'e2e', 'e2e', 'e2e', %s, %s, %s, %s, %s, %s, %s, 200)",
                (f"e2e {moment}", moment, method, stratum, metric, value, value * 0.9, value * 1.1,
                 None if method == "segue" else "no"),
            )  # fmt: skip
        yield
        connection.execute("delete from marts.recommendation_quality where run_id like 'e2e %'")


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    said = log.read_text()[-2000:]
    pytest.fail(f"expected {url} to answer within {SECONDS_TO_START} s, met: {said}")


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Watched]]:
    """Return a function that gives a page to a new listener; at the end it must be clean."""
    visits: list[Watched] = []
    with ExitStack() as stack:

        def visit(width: int = 1280, height: int = 960, **options: object) -> Watched:
            context = chromium.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                locale="en-GB",
                **options,  # type: ignore[arg-type]
            )
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            visits.append(Watched(context.new_page(), address))
            return visits[-1]

        yield visit
        assert [stranger for one in visits for stranger in one.strangers] == []
        assert [error for one in visits for error in one.errors] == []
