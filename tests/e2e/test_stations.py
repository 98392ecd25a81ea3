"""Stations: a list of Discover is kept, shown with what is new, and deleted."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

OpenPage = Callable[..., Any]


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (390, "light"), (820, "light"), (1440, "dark")]
)
def test_a_list_is_kept_shown_and_deleted(open_page: OpenPage, width: int, scheme: str) -> None:
    app = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    page.goto("/stations")
    expect(page.get_by_text("No station yet")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("main").get_by_role("link", name="Discover").click()
    expect(app.rows).to_have_count(20, timeout=20_000)
    listed = [row.get_attribute("data-row") for row in app.rows.all()]
    page.get_by_role("button", name="Keep as a station").click()
    page.get_by_role("textbox", name="Name of the station").fill("Evening")
    app.screenshot(f"keep-station-{width}-{scheme}")
    assert find_violations(page) == []
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("link", name="Evening").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evening")
    expect(page.get_by_role("button", name="Play all")).to_be_visible()
    cards = page.locator("main ul > li > a")
    expect(cards).to_have_count(20)
    kept = [card.get_attribute("href").rpartition("/")[2] for card in cards.all()]
    assert kept == listed
    app.screenshot(f"station-{width}-{scheme}")
    assert find_violations(page) == []
    page.get_by_role("link", name="All stations").click()
    row = page.get_by_role("listitem").filter(has_text="Evening")
    expect(row).to_contain_text("20 songs")
    app.screenshot(f"stations-{width}-{scheme}")
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    feed = page.request.get(row.get_by_role("link", name="Feed").get_attribute("href"))
    assert re.search(r"<feed[ >]", feed.text())
    row.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No station yet")).to_be_visible()


def test_an_unknown_station_leads_on(open_page: OpenPage) -> None:
    app = open_page()
    page = app.page
    page.goto("/stations/00000000-0000-4000-8000-000000000009")
    expect(page.get_by_role("alert")).to_contain_text("the id of a station of yours")
    expect(page.get_by_role("link", name="Stations")).to_be_visible()
    page.wait_for_load_state("networkidle")
    app.errors.clear()  # the browser logs each 404
