"""A warehouse without a build: the app says what to do, and shows the songs when there are some."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from api.http.problems import NO_BUILD
from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

TRACKS = "**/api/v1/tracks?*"


def _refuse(route: Route) -> None:
    body = {"type": NO_BUILD, "title": "Service Unavailable", "status": 503, "detail": "no table"}
    route.fulfill(status=503, body=json.dumps(body), content_type="application/problem+json")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_first_page_guides_to_a_build_and_shows_its_songs(
    open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme)
    app.page.clock.install()
    app.page.route(TRACKS, _refuse)
    app.page.goto("/")
    guide = app.page.get_by_role("status").filter(has_text="There is no music here yet")
    expect(guide).to_contain_text("segue ingest demo && segue build")
    assert find_violations(app.page) == []
    app.screenshot(f"getting-started-{width}-{scheme}")
    app.page.unroute(TRACKS)
    app.page.clock.fast_forward(11_000)
    expect(app.page.locator("main li a").first).to_be_visible()
    expect(guide).to_have_count(0)
    app.errors.clear()  # the browser tells of each answer that was refused
