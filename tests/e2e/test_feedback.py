"""Verdicts on songs and artists: at once, after a reload, and on the feedback page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def test_verdicts_change_the_list_at_once_and_stay(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    first = app.rows.first.get_attribute("data-row")
    with page.expect_response(re.compile("/recommendations")) as refetch:
        app.verdict_button(app.rows.first, "Like").click()
    liked = app.row(first)
    expect(app.verdict_button(liked, "Like")).to_have_attribute("aria-pressed", "true")
    third = refetch.value.json()["items"][2]["track"]["track_id"]
    expect(app.rows.nth(2)).to_have_attribute("data-row", third)
    rejected = app.row(third)
    app.verdict_button(rejected, "Dislike").click()
    expect(rejected).to_have_count(0)
    expect(app.rows).to_have_count(10)
    app.screenshot("disliked")

    page.get_by_role("status").get_by_role("button", name="Undo").last.click()
    expect(rejected).to_have_count(1)
    expect(app.rows).to_have_count(10)
    with page.expect_response(lambda response: response.request.method == "PUT") as put:
        app.verdict_button(rejected, "Never again").click()
    assert put.value.ok
    expect(rejected).to_have_count(0)

    page.reload()
    expect(app.rows).to_have_count(10)
    expect(rejected).to_have_count(0)
    expect(app.verdict_button(liked, "Like")).to_have_attribute("aria-pressed", "true")


def test_the_feedback_page_lists_verdicts_and_erases_them(open_page: OpenPage, song: Song) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    expect(app.rows).to_have_count(10)
    first = app.rows.first.get_attribute("data-row")
    with page.expect_response(re.compile("/recommendations")) as refetch:
        app.verdict_button(app.rows.first, "Like").click()
    third = refetch.value.json()["items"][2]["track"]["track_id"]
    expect(app.rows.nth(2)).to_have_attribute("data-row", third)
    rejected = app.row(third)
    with page.expect_response(lambda response: response.request.method == "PUT") as put:
        app.verdict_button(rejected, "Never again").click()
    assert put.value.ok
    expect(rejected).to_have_count(0)

    page.get_by_role("link", name="Feedback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your feedback")
    expect(app.feedback_rows).to_have_count(2)
    expect(app.row(first)).to_have_count(1)
    app.screenshot("feedback")
    app.feedback_rows.first.get_by_role("button", name=re.compile("^Erase")).click()
    expect(app.feedback_rows).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    expect(rejected).to_have_count(1)


def test_the_focus_moves_to_the_next_row_when_a_row_is_removed(
    open_page: OpenPage, song: Song
) -> None:
    app = open_page()
    page = app.page
    page.goto(f"/tracks/{song['track_id']}")
    second = app.rows.nth(1)
    rejected = second.get_attribute("data-row")
    app.verdict_button(second, "Dislike").focus()
    page.keyboard.press("Enter")
    expect(app.row(rejected)).to_have_count(0)
    expect(app.rows.nth(1).locator("a").first).to_be_focused()


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
