"""Verdicts on songs and artists: at once, after a reload, and on the feedback page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def _ids(app: Any) -> list[str]:
    return [row.get_attribute("data-row") for row in app.rows.all()]


def _open(open_page: OpenPage, song: Song, **options: Any) -> Any:
    app = open_page(**options)
    app.page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    return app


def _places(app: Any) -> list[list[float]]:
    """Return top and height of each row, in the page and not in the part of it that is in sight."""
    return app.rows.evaluate_all(
        "rows => rows.map(row => [row.offsetTop, row.getBoundingClientRect().height])"
    )


def _reject(app: Any, index: int, verdict: str) -> str:
    """Reject a row and return its id once the server's next list is there."""
    row = app.rows.nth(index)
    track_id = row.get_attribute("data-row")
    with app.page.expect_response(re.compile("/recommendations")):
        app.verdict_button(row, verdict).click()
    return track_id


def _show_button(app: Any) -> Any:
    return app.page.get_by_role("button", name=re.compile("show$"))


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (390, "light"), (820, "light"), (1440, "dark")]
)
def test_the_list_holds_still_after_a_verdict(
    open_page: OpenPage, song: Song, width: int, scheme: str
) -> None:
    app = _open(open_page, song, width=width, color_scheme=scheme)
    before = _ids(app)
    places = _places(app)
    rejected = _reject(app, 2, "Dislike")
    show = _show_button(app)
    expect(show).to_contain_text("new after your dislike")
    assert _ids(app) == before
    assert _places(app) == places
    expect(app.row(rejected)).to_contain_text("Disliked: gone from the next list")
    app.screenshot(f"held-{width}-{scheme}")
    assert find_violations(app.page) == []
    show.click()
    expect(app.row(rejected)).to_have_count(0)
    expect(app.rows).to_have_count(10)
    expect(show).to_have_count(0)
    new = app.page.locator("li[data-new]")
    assert [row.get_attribute("data-row") for row in new.all()] == [
        track_id for track_id in _ids(app) if track_id not in before
    ]
    expect(new.first.locator("h3 a")).to_be_focused()
    app.screenshot(f"shown-{width}-{scheme}")
    assert find_violations(app.page) == []
    app.page.reload()
    expect(app.rows).to_have_count(10)
    expect(app.row(rejected)).to_have_count(0)


def test_a_match_is_the_same_before_and_after_a_like(open_page: OpenPage, song: Song) -> None:
    app = _open(open_page, song)

    def matches() -> dict[str, str]:
        return {
            row.get_attribute("data-row"): row.get_by_text(re.compile(r"^Match \d+%$")).inner_text()
            for row in app.rows.all()
        }

    before = matches()
    assert len(before) == 10
    _reject(app, 5, "Like")
    app.page.reload()
    expect(app.rows).to_have_count(10)
    after = matches()
    both = before.keys() & after.keys()
    assert len(both) >= 3
    assert {key: after[key] for key in both} == {key: before[key] for key in both}


def test_the_key_u_undoes_a_verdict_and_the_focus_stays(open_page: OpenPage, song: Song) -> None:
    app = _open(open_page, song)
    page = app.page
    row = app.rows.nth(1)
    never = app.verdict_button(row, "Never again")
    never.focus()
    with page.expect_response(re.compile("/recommendations")):
        page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="Undo u")).to_be_visible()
    expect(_show_button(app)).to_be_visible()
    app.screenshot("undo")
    with page.expect_response(re.compile("/recommendations")):
        page.keyboard.press("u")
    expect(never).to_have_attribute("aria-pressed", "false")
    expect(never).to_be_focused()
    expect(_show_button(app)).to_have_count(0)
    expect(page.get_by_role("status").get_by_text(re.compile("^Undone: "))).to_be_visible()


def test_a_list_of_ten_costs_at_most_thirty_tabs(open_page: OpenPage, song: Song) -> None:
    app = _open(open_page, song)
    page = app.page
    app.rows.first.locator("h3 a").focus()
    number = 0
    while page.evaluate("() => !!document.activeElement.closest('[data-row]')"):
        page.keyboard.press("Tab")
        number += 1
        assert number <= 30
    assert number >= 10  # each row can be reached
    app.rows.first.locator("h3 a").focus()
    page.keyboard.press("Tab")
    expect(app.verdict_button(app.rows.first, "Like")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(app.verdict_button(app.rows.first, "Dislike")).to_be_focused()


def test_the_song_of_the_page_is_liked(open_page: OpenPage, song: Song) -> None:
    app = _open(open_page, song)
    header = app.page.locator("main header")
    with app.page.expect_response(lambda response: response.request.method == "PUT") as put:
        app.verdict_button(header, "Like").click()
    assert put.value.ok
    app.page.reload()
    expect(app.verdict_button(header, "Like")).to_have_attribute("aria-pressed", "true")


def test_the_feedback_page_lists_verdicts_and_erases_them(open_page: OpenPage, song: Song) -> None:
    app = _open(open_page, song)
    page = app.page
    first = _reject(app, 0, "Like")
    rejected = _reject(app, 2, "Never again")

    page.get_by_role("link", name="Feedback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your feedback")
    expect(app.feedback_rows).to_have_count(2)
    expect(app.row(first)).to_have_count(1)
    app.screenshot("feedback")
    app.row(rejected).get_by_role("button", name=re.compile("^Erase")).click()
    expect(app.feedback_rows).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    expect(app.rows).to_have_count(10)
    expect(page.locator("[data-rejected]")).to_have_count(0)
    path = f"/api/v1/tracks/{song['track_id']}/recommendations?limit=10"
    listed = [item["track"]["track_id"] for item in page.request.get(path).json()["items"]]
    assert _ids(app) == listed


def test_an_artist_is_blocked_and_unblocked(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    app.rows.first.get_by_role("button", name=re.compile("^More about ")).click()
    item = page.get_by_role("menuitem", name=re.compile("^Block "))
    artist = item.first.inner_text().removeprefix("Block ")
    item.first.click()
    of_artist = app.rows.locator("p:first-of-type").filter(has_text=artist)
    expect(app.rows.first).to_contain_text("Blocked artist: gone from the next list")
    _show_button(app).click()
    expect(of_artist).to_have_count(0)
    expect(app.rows).to_have_count(10)
    page.reload()
    expect(app.rows).to_have_count(10)
    expect(of_artist).to_have_count(0)

    page.get_by_role("link", name="Feedback").click()
    blocked = app.feedback_rows.filter(has_text=artist)
    expect(blocked).to_contain_text("left out")
    app.screenshot("blocked-artists")
    page.get_by_role("button", name="Erase all").click()
    page.get_by_role("group", name="Erase all").get_by_role("button", name="Erase").click()
    expect(blocked).to_have_count(0)
    page.go_back()
    expect(of_artist.first).to_be_visible()
