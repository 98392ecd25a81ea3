"""A real server over the built demo, and a real browser that may talk to nobody else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

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
SERVE = "from api.serve import serve; serve(port={port})"


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
