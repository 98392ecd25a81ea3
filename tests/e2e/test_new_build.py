"""A tab that was open while the app was built anew, and a page that fails."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.e2e

FILES_OF_A_PAGE = "**/assets/QualityPage*"


def _take_away(app: Any, times: int) -> list[str]:
    """Answer the next requests for the files of a page as if they were gone."""
    gone: list[str] = []

    def answer(route: Route) -> None:
        if len(gone) < times:
            gone.append(route.request.url)
            route.fulfill(status=404, body="")
        else:
            route.fallback()

    app.page.route(FILES_OF_A_PAGE, answer)
    return gone


def _open_quality(app: Any) -> None:
    app.page.get_by_role("link", name="Recommendation quality").click()


@pytest.mark.parametrize("times", [1, 2])  # a style, and its script
def test_a_page_whose_files_are_gone_is_loaded_once_more(
    open_page: Callable[..., Any], times: int
) -> None:
    app = open_page()
    app.page.goto("/")
    gone = _take_away(app, times)
    _open_quality(app)
    expect(app.page.get_by_role("heading", level=1)).to_contain_text("How good")
    assert len(gone) == times
    app.errors.clear()  # the browser tells of each file that was gone


def test_a_page_that_stays_away_leaves_the_frame(open_page: Callable[..., Any]) -> None:
    app = open_page()
    app.page.goto("/")
    _take_away(app, 1000)
    _open_quality(app)
    expect(app.page.get_by_role("heading", level=1)).to_have_text("This page failed")
    expect(app.page).to_have_title(re.compile("Page failed"))
    expect(app.page.get_by_role("navigation", name="Main")).to_be_visible()
    app.page.get_by_role("link", name="start with a song").click()
    expect(app.page.get_by_role("heading", level=1)).not_to_have_text("This page failed")
    app.errors.clear()
