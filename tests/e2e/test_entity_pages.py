"""The pages of artists, albums, genres, years and playlists: every name leads to one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (820, "light"), (1440, "dark"), (1440, "light")]
)
def test_each_name_of_a_song_has_a_page(
    open_page: OpenPage, song: Song, width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    artist = song["artists"][0]["artist_name"]
    names = {
        "artist": artist,
        "album": song["album"]["album_name"],
        "year": song["track_release_date"][:4],
    }
    for kind, name in names.items():
        page.goto(f"/tracks/{song['track_id']}")
        header = page.locator("main header")
        header.get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page).to_have_title(re.compile(f"^{re.escape(name)} "))
        expect(page.get_by_role("heading", name="The sound, beside the catalogue")).to_be_visible()
        page.wait_for_load_state("networkidle")
        app.screenshot(f"{kind}-{width}-{scheme}", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert find_violations(page) == [], kind


def test_an_artist_is_never_recommended_again(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/artists/{song['artists'][0]['artist_id']}")
    near = page.get_by_role("region", name="Near artists")
    expect(near.get_by_role("link").first).to_be_visible()
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.get_by_role("button", name="Never again").click()
    expect(page.get_by_role("button", name="Blocked: recommend again")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Discover from")).click()
    expect(app.rows.first).to_be_visible()
    artist = song["artists"][0]["artist_name"]
    expect(app.rows.locator("p:first-of-type").filter(has_text=artist)).to_have_count(0)


def test_a_genre_and_a_playlist_lead_to_discover(open_page: OpenPage) -> None:
    app = open_page(width=820, reduced_motion="reduce")
    page = app.page
    found = page.request.get("/api/v1/search?limit=1").json()
    page.goto(f"/playlists/{found['playlists'][0]['playlist_id']}")
    name = found["playlists"][0]["playlist_name"]
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state("networkidle")
    app.screenshot("playlist-820", full_page=True)
    assert find_violations(page) == []
    page.locator("main header").get_by_role("link", name=re.compile("^(?!More like)")).first.click()
    expect(page).to_have_url(re.compile("/genres/"))
    expect(page.get_by_role("heading", name="Best known songs")).to_be_visible()
    page.wait_for_load_state("networkidle")
    app.screenshot("genre-820", full_page=True)
    assert find_violations(page) == []
    page.get_by_role("link", name="Only songs of it").click()
    expect(page).to_have_url(re.compile(r"/discover\?genre="))
    expect(app.rows.first).to_be_visible()


@pytest.mark.parametrize("path", ["/artists/x", "/albums/x", "/genres/x", "/playlists/x"])
def test_an_unknown_one_says_so(open_page: OpenPage, path: str) -> None:
    app = open_page()
    app.page.goto(path)
    expect(app.page.get_by_role("alert").first).to_contain_text("Expected the id of")
    assert all("404" in error for error in app.errors), app.errors
    app.errors.clear()
