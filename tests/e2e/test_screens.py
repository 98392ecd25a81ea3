"""Every screen: its width on phones, its accessibility, and the quality page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


WIDTHS = (320, 360, 820)


def test_no_screen_is_wider_than_the_viewport(
    open_page: OpenPage, song: Song, evaluations: None
) -> None:
    # without motion: another width ends a transition with an error
    app = open_page(width=WIDTHS[0], height=800, reduced_motion="reduce")
    page = app.page
    track = f"/tracks/{song['track_id']}"
    paths = ("/", f"{track}?diversity=0.5", "/feedback", "/for-you?genre=x", "/quality", track)
    for path in paths:
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if path == track:
                expect(app.rows).to_have_count(10)
                app.screenshot(f"track-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_breaks_a_rule_of_accessibility(
    open_page: OpenPage, song: Song, evaluations: None, scheme: str
) -> None:
    app = open_page(color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    violations = {}
    for name, path in {
        "home": "/", "track": f"/tracks/{song['track_id']}?diversity=0.2",
        "for you": "/for-you?year_min=1900", "feedback": "/feedback", "quality": "/quality",
    }.items():  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if name == "track":
            app.verdict_button(app.rows.first, "Like").click()
            page.get_by_role("button", name=re.compile("^Why")).first.click()
            app.screenshot(f"track-{scheme}")
            page.get_by_role("button", name=re.compile("^More about ")).first.click()
            expect(page.get_by_role("menuitem").first).to_be_visible()
        if name == "home":
            page.get_by_role("combobox").fill(song["track_name"])
            expect(page.get_by_role("option").first).to_be_visible()
        violations[name] = find_violations(page)
    assert violations == {name: [] for name in violations}
    assert len(violations) == 5


def test_the_quality_page_shows_the_last_evaluation(open_page: OpenPage, evaluations: None) -> None:
    app = open_page()
    page = app.page
    page.goto("/")
    page.get_by_role("link", name="Recommendation quality").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How good are the recommendations?")
    table = page.get_by_role("table", name=re.compile("^Precision at 10"))
    expect(table.get_by_role("row").nth(1)).to_contain_text("Segue")
    expect(table.get_by_role("row").nth(1)).to_contain_text("25.0%")
    expect(page.locator("svg.recharts-surface").first).to_be_visible()
    expect(page.locator(".recharts-scatter-symbol")).to_have_count(3)
    app.screenshot("quality", full_page=True)
