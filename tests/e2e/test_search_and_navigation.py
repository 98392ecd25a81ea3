"""Search by keyboard, the ten recommendations for a song, and the way back and forth."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def _mistype(title: str) -> str:
    """Leave one letter out of the longest word of a title."""
    word = max(re.findall(r"[A-Za-z]+", title), key=len)
    return title.replace(word, word[:2] + word[3:], 1)


def _select_by_keyboard(page: Page, song: Song) -> None:
    """Search for a mistyped title, and highlight the song without the mouse."""
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    artist = song["artists"][0]["artist_name"]
    field.press_sequentially(f"{_mistype(song['track_name'])} {artist}")
    option = page.get_by_role("option", name=f"{song['track_name']} by {artist}").first
    expect(option).to_be_visible()
    for _ in range(page.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break


def test_a_mistyped_title_finds_the_song_by_keyboard(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto("/")
    expect(page.locator("main ul a").first).to_be_visible()
    app.screenshot("home")
    _select_by_keyboard(page, song)
    app.screenshot("search")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tracks/[^/]+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    expect(page).to_have_title(re.compile(re.escape(song["track_name"])))
    expect(app.rows).to_have_count(10)


def test_each_of_ten_rows_has_cover_title_artist_reason_and_bar(
    open_page: OpenPage, song: Song
) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    for row in app.rows.all():
        expect(row.locator("img, svg[data-testid=placeholder]").first).to_be_attached()
        title, (artist, reason) = row.locator("h3"), row.locator("p").all()
        for text in (title, artist, reason):
            expect(text).not_to_be_empty()
        expect(row.get_by_role("img", name=re.compile("^Made of .*[0-9]%"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    app.screenshot("track")
    page.set_viewport_size({"width": 1280, "height": 1640})
    last_cover = app.rows.last.locator("img, svg[data-testid=placeholder]").first
    expect(last_cover).to_be_in_viewport()
    page.wait_for_load_state("networkidle")
    app.screenshot("recommendations")


def test_more_by_the_artist_opens_another_song_of_the_artist(
    open_page: OpenPage, song: Song
) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    artist = song["artists"][0]["artist_name"]
    row = page.get_by_role("region", name=f"More by {artist}")
    links = row.get_by_role("listitem").get_by_role("link")
    expect(links.first).to_be_visible()
    targets = [link.get_attribute("href") for link in links.all()]
    assert 1 <= len(targets) <= 6
    assert len(set(targets)) == len(targets)
    assert f"/tracks/{song['track_id']}" not in targets
    links.first.click()
    expect(page).to_have_url(re.compile(re.escape(targets[0]) + "$"))
    expect(page.locator("main header")).to_contain_text(artist)


def test_more_like_this_opens_a_song_and_back_returns(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    first = app.rows.first
    expect(first).to_be_visible()
    track_id, title = first.get_attribute("data-row"), first.locator("h3 a").inner_text()
    first.get_by_role("link", name="More like this").click()
    expect(page).to_have_url(re.compile(re.escape(f"/tracks/{track_id}") + "$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_an_unknown_song_and_an_unknown_page_say_so(open_page: OpenPage) -> None:
    app = open_page()
    page = app.page
    page.goto("/tracks/no-such-track")
    expect(page.get_by_role("alert").first).to_contain_text("no-such-track")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    # The browser itself reports each 404; no other error is allowed.
    assert all("404" in error for error in app.errors), app.errors
    app.errors.clear()
