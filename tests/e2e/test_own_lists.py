"""Lists of one's own in a real browser: tuned, without an artist, from likes, and how good."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.e2e

SCREENSHOTS = Path(__file__).with_name("screenshots")

Song = dict[str, Any]
Visit = Callable[..., Any]


def _picture(page: Page, name: str, **options: Any) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled", **options)


def _rows(page: Page) -> Locator:
    return page.locator("main ol > li[data-row]")


def test_an_artist_is_kept_out_for_good_and_let_in_again(visit: Visit, song: Song) -> None:
    page = visit().page
    page.goto(f"/tracks/{song['track_id']}")
    rows = _rows(page)
    expect(rows).to_have_count(10)
    rows.first.get_by_role("button", name=re.compile("^More about ")).click()
    item = page.get_by_role("menuitem", name=re.compile("^Block "))
    artist = item.first.inner_text().removeprefix("Block ")
    item.first.click()
    of_artist = rows.locator("p:first-of-type").filter(has_text=artist)
    expect(of_artist).to_have_count(0)
    expect(rows).to_have_count(10)
    page.reload()
    expect(rows).to_have_count(10)
    expect(of_artist).to_have_count(0)

    page.get_by_role("link", name="Feedback").click()
    kept_out = page.locator("main ul > li[data-row]").filter(has_text=artist)
    expect(kept_out).to_contain_text("left out")
    _picture(page, "artists")
    page.get_by_role("button", name="Erase all").click()
    page.get_by_role("group", name="Erase all").get_by_role("button", name="Erase").click()
    expect(kept_out).to_have_count(0)
    page.go_back()
    expect(of_artist.first).to_be_visible()


def test_likes_alone_lead_to_a_page_of_ones_own_that_can_be_tuned(
    visit: Visit, address: str, song: Song
) -> None:
    page = visit().page
    page.goto("/for-you")
    expect(page.get_by_role("main")).to_contain_text("You have no likes yet")
    page.goto(f"/tracks/{song['track_id']}")
    _rows(page).nth(1).get_by_role("button", name=re.compile("^Like: ")).click()
    page.get_by_role("link", name="For you").click()
    rows = _rows(page)
    expect(rows).to_have_count(20)
    first = rows.first.get_attribute("data-row")

    page.get_by_text("Tune this list").click()
    page.get_by_role("slider", name="Diversity").press("End")
    expect(page).to_have_url(re.compile(r"diversity=1$"))
    page.get_by_label("Max per artist").select_option("Max 1")
    page.get_by_label("From year").fill("2010")
    page.get_by_label("From year").press("Enter")
    expect(page).to_have_url(re.compile("year_min=2010"))
    page.reload()
    expect(rows.first).to_be_visible()
    artists = [
        row.locator("p").first.inner_text().split(" · ")[0].split(", ")[0] for row in rows.all()
    ]
    assert len(set(artists)) == len(artists) > 5
    years = [int(row.locator("p").first.inner_text()[-4:]) for row in rows.all()]
    assert min(years) >= 2010
    _picture(page, "for-you")
    expect(page.get_by_label("From year")).to_have_value("2010")
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(f"{address}/for-you")
    expect(rows.first).to_have_attribute("data-row", first or "")


def test_a_list_is_tuned_in_its_address(visit: Visit, song: Song) -> None:
    page = visit().page
    page.goto(f"/tracks/{song['track_id']}?max_per_artist=1")
    expect(_rows(page)).to_have_count(10)
    artists = [row.locator("p").first.inner_text().split(" · ")[0] for row in _rows(page).all()]
    assert len({artist.split(", ")[0] for artist in artists}) == 10
    expect(page.get_by_label("Max per artist")).to_have_value("1")
    _rows(page).first.get_by_role("link", name="More like this").click()
    expect(page).to_have_url(re.compile(r"/tracks/[^/?]+$"))


def test_the_quality_is_told_when_it_was_measured(visit: Visit, measured: None) -> None:
    page = visit().page
    page.goto("/")
    page.get_by_role("link", name="Recommendation quality").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How good are the recommendations?")
    table = page.get_by_role("table", name=re.compile("^Precision at 10"))
    expect(table.get_by_role("row").nth(1)).to_contain_text("Segue")
    expect(table.get_by_role("row").nth(1)).to_contain_text("25.0%")
    expect(page.locator("svg.recharts-surface").first).to_be_visible()
    _picture(page, "quality", full_page=True)
