"""Tuning and filters: the page For you, and the list of a song."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def _first_artist(row: Locator) -> str:
    return row.locator("p").first.inner_text().split(" · ")[0].split(", ")[0]


def test_likes_lead_to_a_page_for_you_that_can_be_tuned(
    open_page: OpenPage, base_url: str, song: Song
) -> None:
    app = open_page()
    page = app.page
    page.goto("/for-you")
    expect(page.get_by_role("main")).to_contain_text("You have no likes yet")
    page.goto(f"/tracks/{song['track_id']}")
    app.verdict_button(app.rows.nth(1), "Like").click()
    page.get_by_role("link", name="For you").click()
    expect(app.rows).to_have_count(20)
    first = app.rows.first.get_attribute("data-row")

    page.get_by_text("Tune this list").click()
    page.get_by_role("slider", name="Diversity").press("End")
    expect(page).to_have_url(re.compile(r"diversity=1$"))
    page.get_by_label("Max per artist").select_option("Max 1")
    page.get_by_label("From year").fill("2010")
    page.get_by_label("From year").press("Enter")
    expect(page).to_have_url(re.compile("year_min=2010"))
    page.reload()
    expect(app.rows.first).to_be_visible()
    artists = [_first_artist(row) for row in app.rows.all()]
    assert len(set(artists)) == len(artists) > 5
    years = [int(row.locator("p").first.inner_text()[-4:]) for row in app.rows.all()]
    assert min(years) >= 2010
    app.screenshot("for-you")
    expect(page.get_by_label("From year")).to_have_value("2010")
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(f"{base_url}/for-you")
    expect(app.rows.first).to_have_attribute("data-row", first or "")


def test_other_artists_are_a_switch_that_every_list_remembers(
    open_page: OpenPage, song: Song
) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    with page.expect_response(re.compile("max_of_seed_artist=0")):
        page.get_by_text("Other artists", exact=True).click()
    app.screenshot("other-artists")
    page.reload()
    expect(page.get_by_role("radio", name="Other artists")).to_be_checked()
    expect(app.rows).to_have_count(10)
    artists = [_first_artist(row) for row in app.rows.all()]
    assert len({*artists, song["artists"][0]["artist_name"]}) == 11


def test_the_search_parameters_tune_the_list_of_a_song(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}?max_per_artist=1")
    expect(app.rows).to_have_count(10)
    assert len({_first_artist(row) for row in app.rows.all()}) == 10
    expect(page.get_by_label("Max per artist")).to_have_value("1")
    app.rows.first.get_by_role("link", name="More like this").click()
    expect(page).to_have_url(re.compile(r"/tracks/[^/?]+$"))
