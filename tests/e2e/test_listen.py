"""Listening: files of the library, Spotify's player after a yes, the keys, and lists as files."""

import csv
import io
import re
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import mutagen.id3
import mutagen.wave
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]
RATE = 8_000
PLAYERS_OF_SPOTIFY = "https://open.spotify.com/**"
PAGE_OF_SPOTIFY = """
<!doctype html><title>player</title><body style="margin:0;background:#ccc">A player<script>
for (let second = 1; second < 32; second++)
  parent.postMessage(
    {type: "playback_update", payload: {position: second * 1000, duration: 200000}}, "*");
</script>
"""


def _write_wav(path: Path, song: Song, seconds: int = 45) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(b"\x80" * RATE * seconds)
    tagged = mutagen.wave.WAVE(path)
    tagged.add_tags()
    tagged.tags.add(mutagen.id3.TIT2(encoding=3, text=song["track_name"]))
    tagged.tags.add(mutagen.id3.TPE1(encoding=3, text=song["artists"][0]["artist_name"]))
    tagged.save()


@pytest.fixture(scope="module")
def library_url(
    serve_demo: Callable[..., AbstractContextManager[str]],
    song: Song,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve the demo with a library that has a file of the song."""
    folder = tmp_path_factory.mktemp("music")
    _write_wav(folder / "song.wav", song)
    with serve_demo(SEGUE_LIBRARY=str(folder)) as url:
        yield url


def _player(page: Page) -> Locator:
    return page.get_by_role("region", name="Player")


def _open_song(app: Any, song: Song) -> Page:
    app.page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    return app.page


def test_a_file_of_the_library_plays_and_is_kept_if_the_listener_agrees(
    open_page: OpenPage, library_url: str, song: Song
) -> None:
    app = open_page(width=1440, address=library_url)
    page = _open_song(app, song)
    page.get_by_role("button", name=f"Play {song['track_name']}").click()
    audio = page.locator("audio")
    expect(audio).to_have_js_property("paused", False)
    _player(page).get_by_role("button", name="What comes next").click()
    page.get_by_role("switch", name=re.compile("^Keep what I listen to")).check()
    with page.expect_response(re.compile("/api/v1/plays/")) as stored:
        audio.evaluate("audio => { audio.playbackRate = 8; }")
    assert stored.value.status == 204
    plays = page.request.get("/api/v1/plays").json()["items"]
    assert [play["track_id"] for play in plays] == [song["track_id"]]
    assert 29_000 <= plays[0]["played_ms"] <= 35_000
    app.screenshot("listen-file")
    page.get_by_role("button", name="Close the player").click()
    expect(_player(page)).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (820, "dark"), (1440, "light")]
)
def test_the_player_of_spotify_comes_only_after_a_yes(
    open_page: OpenPage, song: Song, width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    asked: list[str] = []
    app.page.route(
        PLAYERS_OF_SPOTIFY,
        lambda route: (
            asked.append(route.request.url),
            route.fulfill(body=PAGE_OF_SPOTIFY, content_type="text/html"),
        ),
    )
    app.page.route(  # the songs of the demo are invented
        "**/players",
        lambda route: route.fulfill(
            json={"file_url": None, "embed_url": "https://open.spotify.com/embed/track/" + "1" * 22}
        ),
    )
    page = _open_song(app, song)
    page.get_by_role("button", name="Play all").click()
    expect(_player(page)).to_contain_text("1 of 10")
    answers = _player(page).get_by_role("button", name="Use it")
    expect(answers).to_be_visible()
    assert asked == []
    app.screenshot(f"listen-question-{width}-{scheme}")
    assert find_violations(page) == []
    answers.click()
    frame = page.frame_locator('iframe[title^="Spotify\'s player"]')
    expect(frame.get_by_text("A player")).to_be_visible()
    _player(page).get_by_role("button", name="What comes next").click()
    app.screenshot(f"listen-player-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_violations(page) == []
    assert asked
    assert all(url.startswith("https://open.spotify.com/embed/track/") for url in asked)
    assert page.request.get("/api/v1/plays").json()["items"] == []  # nobody agreed


def test_the_keys_go_through_a_list_judge_and_play(open_page: OpenPage, song: Song) -> None:
    app = open_page(width=1280)
    page = _open_song(app, song)
    first, second = app.rows.nth(0), app.rows.nth(1)
    page.keyboard.press("j")
    expect(first.locator("h3 a")).to_be_focused()
    page.keyboard.press("j")
    expect(second.locator("h3 a")).to_be_focused()
    page.keyboard.press("l")
    expect(app.verdict_button(second, "Like")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    expect(app.verdict_button(second, "Like")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("k")
    page.keyboard.press("d")
    expect(app.verdict_button(first, "Dislike")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    page.keyboard.press("p")
    expect(_player(page)).to_contain_text("1 of 10")
    page.keyboard.press("n")
    expect(_player(page)).to_contain_text("2 of 10")
    page.keyboard.press("/")
    page.keyboard.type("jnl")  # letters in a field are letters
    expect(page.get_by_role("combobox")).to_have_value("jnl")
    expect(_player(page)).to_contain_text("2 of 10")


def test_a_list_leaves_as_a_file(open_page: OpenPage, song: Song) -> None:
    app = open_page(width=1280)
    page = _open_song(app, song)
    listed = [row.get_attribute("data-row") for row in app.rows.all()]
    page.get_by_role("button", name="Export").click()
    app.screenshot("export-menu")
    assert find_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("^CSV")).click()
    assert download.value.suggested_filename == "Ten recommendations.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [row["Track URI"].rpartition(":")[2] for row in rows] == listed
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("menuitem", name=re.compile("^Spotify"))).to_have_count(0)


def test_a_list_that_cannot_leave_says_why(open_page: OpenPage, song: Song) -> None:
    app = open_page(width=390)
    page = _open_song(app, song)
    page.route(
        "**/playlists/export",
        lambda route: route.fulfill(
            status=503, json={"title": "Service Unavailable", "detail": "no server", "status": 503}
        ),
    )
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name=re.compile("^M3U")).click()
    expect(page.get_by_role("status").get_by_text("No file was made")).to_be_visible()
    app.errors.clear()  # the browser logs the 503
