"""A real server over the built demo, and a real browser that may call no other host."""

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
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, sync_playwright

from api.accounts.accounts import add_account, list_accounts, remove_account
from api.app import create_app
from segue.settings import PROJECT_ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    # WebGL in software, for the map
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
)
SECONDS_TO_START = 60
SCREENSHOTS = Path(__file__).with_name("screenshots")
INDEX_HTML = PROJECT_ROOT / "frontend" / "dist" / "index.html"
SERVE = """
from api.server import serve
from segue.cli.start_imports import start_imports
serve(port={port}, START_IMPORTS=start_imports)
"""


class AppPage:
    """A page of the app that records console errors and requests to other hosts."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.errors: list[str] = []
        self.foreign_requests: list[str] = []
        page.on("console", self._record_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.context.route("**/*", self._block_other_hosts)

    @property
    def rows(self) -> Locator:
        """Return the rows of the list of recommendations."""
        return self.page.locator("main ol > li[data-row]")

    @property
    def feedback_rows(self) -> Locator:
        """Return the rows of the lists on the feedback page."""
        return self.page.locator("main ul > li[data-row]")

    def row(self, track_id: str) -> Locator:
        """Return the row of one track, in any list."""
        return self.page.locator(f"li[data-row='{track_id}']")

    def verdict_button(self, row: Locator, verdict: str) -> Locator:
        """Return the button of a row for one verdict."""
        return row.get_by_role("button", name=re.compile(f"^{verdict}: "))

    def screenshot(self, name: str, **options: Any) -> None:
        """Save a screenshot for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled", **options)

    def _record_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _block_other_hosts(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.base_url).netloc:
            route.continue_()
        else:
            self.foreign_requests.append(route.request.url)
            route.abort()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the installed browser, or skip: no test downloads one."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser is here: expected one of {', '.join(BROWSERS)} on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*BROWSER_ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_app() -> Path:
    """Return the folder of the built app, or skip: `make` builds it."""
    if not INDEX_HTML.is_file():
        pytest.skip(f"the app is not built: expected {INDEX_HTML.relative_to(PROJECT_ROOT)}")
    return INDEX_HTML.parent


@pytest.fixture(scope="session")
def serve_demo(
    built_app: Path, demo_warehouse: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., AbstractContextManager[str]]:
    """Return a function that serves the app over the demo on a free port, and gives its URL."""

    @contextmanager
    def serve(**environment: str) -> Iterator[str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = tmp_path_factory.mktemp("server") / "log"
        given = {"DATABASE_URL": demo_warehouse, "SEGUE_RATE_LIMIT": "off", **environment}
        with log.open("w") as output:
            server = subprocess.Popen(
                [sys.executable, "-c", SERVE.format(port=port)],
                env={**os.environ, **given},
                cwd=PROJECT_ROOT,
                stdout=output,
                stderr=output,
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(SECONDS_TO_START)

    return serve


@pytest.fixture(scope="session")
def base_url(
    chromium: Browser, serve_demo: Callable[..., AbstractContextManager[str]]
) -> Iterator[str]:
    """Serve the app over the demo on a free port, and return its URL."""
    with serve_demo() as url:
        yield url


@pytest.fixture
def ann(demo_warehouse: str) -> Iterator[None]:
    """Add an owner to the demo, and remove her with all that is hers, and whom she has added."""
    with create_app(demo_warehouse).app_context():
        add_account("ann", "river stone lantern", is_owner=True)
        yield
        for account in list_accounts():
            remove_account(account.account_id)


def _get(base_url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{base_url}{path}", timeout=30) as response:
        return json.load(response)


def _number_of_artists(rows: list[dict[str, Any]]) -> int:
    return len({row["track"]["artists"][0]["artist_id"] for row in rows})


@pytest.fixture(scope="session")
def song(base_url: str) -> dict[str, Any]:
    """Return the popular song whose list has the most artists; its title has a long word."""
    candidates: list[tuple[int, int, dict[str, Any]]] = []
    for track in _get(base_url, "/api/v1/tracks?limit=100")["items"]:
        path = f"/api/v1/tracks/{track['track_id']}/recommendations?limit=14"
        rows = _get(base_url, path)["items"]
        if len(rows) == 14 and re.search(r"[A-Za-z]{6}", track["track_name"] or ""):
            candidates.append((_number_of_artists(rows[:10]), -len(candidates), track))
    assert candidates, "expected a popular song with 14 recommendations in the demo, got none"
    return max(candidates)[-1]


@pytest.fixture
def evaluations(demo_warehouse: str) -> Iterator[None]:
    """Insert two invented evaluations into the demo: a real evaluation takes too long."""
    methods = {"segue": 0.25, "popularity": 0.06, "random": 0.01}
    values = [
        (f"2026-11-{day} 12:00+00", method, stratum, metric, value)
        for day in (20, 21)
        for method, precision in methods.items()
        for stratum, metric, value in (
            ("all", "precision_at_10", precision),
            ("half", "ndcg", 1.5 * precision),
            ("lists", "relative_coverage", 0.9 - precision),
        )
    ]
    with psycopg.connect(demo_warehouse, autocommit=True) as connection:
        for moment, method, stratum, metric, value in values:
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
    output = log.read_text()[-2000:]
    pytest.fail(f"expected {url} to respond within {SECONDS_TO_START} s, got: {output}")


@pytest.fixture
def open_page(chromium: Browser, base_url: str) -> Iterator[Callable[..., AppPage]]:
    """Return a function that opens a page as a new listener; the end checks what it recorded."""
    pages: list[AppPage] = []
    with ExitStack() as stack:

        def open_page(
            width: int = 1280, height: int = 960, address: str = base_url, **options: object
        ) -> AppPage:
            context = chromium.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                locale="en-GB",
                **options,  # type: ignore[arg-type]
            )
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            pages.append(AppPage(context.new_page(), address))
            return pages[-1]

        yield open_page
        assert [url for page in pages for url in page.foreign_requests] == []
        assert [error for page in pages for error in page.errors] == []
