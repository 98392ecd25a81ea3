"""The whole journey in a real browser: from a mistyped name to ten songs and one's own verdicts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.e2e

SCREENSHOTS = Path(__file__).with_name("screenshots")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


Song = dict[str, Any]
Visit = Callable[..., Any]


def _mistyped(title: str) -> str:
    """Leave one letter out of the longest word of a title."""
    word = max(re.findall(r"[A-Za-z]+", title), key=len)
    return title.replace(word, word[:2] + word[3:], 1)


def _picture(page: Page, name: str, **options: Any) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled", **options)


def _rows(page: Page) -> Locator:
    return page.locator("main ol > li[data-row]")


def _button(row: Locator, verdict: str) -> Locator:
    return row.get_by_role("button", name=re.compile(f"^{verdict}: "))


def _pick_by_keyboard(page: Page, song: Song) -> None:
    """Find a song by a mistyped name, and go to it without the mouse."""
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    artist = song["artists"][0]["artist_name"]
    field.press_sequentially(f"{_mistyped(song['track_name'])} {artist}")
    wanted = page.get_by_role("option", name=f"{song['track_name']} by {artist}").first
    expect(wanted).to_be_visible()
    for _ in range(page.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if wanted.get_attribute("aria-selected") == "true":
            break
    _picture(page, "search")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tracks/[^/]+$"))


def test_from_a_mistyped_name_to_ten_songs_and_verdicts_that_stay(visit: Visit, song: Song) -> None:
    page = visit().page
    page.goto("/")
    expect(page.locator("main ul a").first).to_be_visible()
    _picture(page, "home")

    _pick_by_keyboard(page, song)
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    expect(page).to_have_title(re.compile(re.escape(song["track_name"])))
    rows = _rows(page)
    expect(rows).to_have_count(10)
    for row in rows.all():
        expect(row.locator("img, svg[data-testid=placeholder]").first).to_be_attached()
        title, (artist, reason) = row.locator("h3"), row.locator("p").all()
        for words in (title, artist, reason):
            expect(words).not_to_be_empty()
        expect(row.get_by_role("img", name=re.compile("^Made of .*[0-9]%"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    _picture(page, "track")
    page.set_viewport_size({"width": 1280, "height": 1640})
    expect(rows.last.locator("img, svg[data-testid=placeholder]").first).to_be_in_viewport()
    page.wait_for_load_state("networkidle")
    _picture(page, "ten")
    page.set_viewport_size({"width": 1280, "height": 960})

    first = rows.nth(0).get_attribute("data-row")
    with page.expect_response(re.compile("/recommendations")) as moved:  # by the like, at once
        _button(rows.nth(0), "Like").click()
    liked = page.locator(f"li[data-row='{first}']")
    expect(_button(liked, "Like")).to_have_attribute("aria-pressed", "true")
    third = moved.value.json()["items"][2]["track"]["track_id"]
    expect(rows.nth(2)).to_have_attribute("data-row", third)
    taken_out = page.locator(f"li[data-row='{third}']")
    _button(taken_out, "Dislike").click()
    expect(taken_out).to_have_count(0)
    expect(rows).to_have_count(10)
    _picture(page, "disliked")

    page.get_by_role("status").get_by_role("button", name="Undo").last.click()
    expect(taken_out).to_have_count(1)
    expect(rows).to_have_count(10)

    with page.expect_response(lambda answer: answer.request.method == "PUT") as put:
        _button(taken_out, "Never again").click()
    assert put.value.ok
    expect(taken_out).to_have_count(0)

    page.reload()
    expect(rows).to_have_count(10)
    expect(taken_out).to_have_count(0)
    expect(_button(liked, "Like")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("link", name="Feedback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your feedback")
    verdicts = page.locator("main ul > li[data-row]")
    expect(verdicts).to_have_count(2)
    expect(page.locator(f"main ul > li[data-row='{first}']")).to_have_count(1)
    _picture(page, "feedback")
    verdicts.first.get_by_role("button", name=re.compile("^Erase")).click()
    expect(verdicts).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    expect(taken_out).to_have_count(1)


def test_more_like_this_leads_on_and_the_way_back_too(visit: Visit, song: Song) -> None:
    page = visit().page
    page.goto(f"/tracks/{song['track_id']}")
    follower = _rows(page).first
    expect(follower).to_be_visible()
    track_id, title = follower.get_attribute("data-row"), follower.locator("h3 a").inner_text()
    follower.get_by_role("link", name="More like this").click()
    expect(page).to_have_url(re.compile(re.escape(f"/tracks/{track_id}") + "$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(song["track_name"])
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_the_keyboard_keeps_its_place_when_a_row_goes(visit: Visit, song: Song) -> None:
    page = visit().page
    page.goto(f"/tracks/{song['track_id']}")
    second = _rows(page).nth(1)
    gone = second.get_attribute("data-row")
    _button(second, "Dislike").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"li[data-row='{gone}']")).to_have_count(0)
    expect(_rows(page).nth(1).locator("a").first).to_be_focused()


def test_an_unknown_song_and_an_unknown_page_say_so(visit: Visit) -> None:
    watched = visit()
    page = watched.page
    page.goto("/tracks/no-such-track")
    expect(page.get_by_role("alert").first).to_contain_text("no-such-track")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    # The browser itself reports each 404; nothing else may have been said.
    assert all("404" in error for error in watched.errors), watched.errors
    watched.errors.clear()


@pytest.mark.parametrize("width", [320, 360, 820])
def test_nothing_is_wider_than_the_screen(
    visit: Visit, song: Song, measured: None, width: int
) -> None:
    page = visit(width=width, height=800).page
    tuned = f"/tracks/{song['track_id']}?diversity=0.5"
    for path in ("/", tuned, "/feedback", "/for-you?genre=x", "/quality"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"/tracks/{song['track_id']}")
    expect(_rows(page)).to_have_count(10)
    page.wait_for_load_state("networkidle")
    _picture(page, f"track-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_breaks_a_rule_of_accessibility(
    visit: Visit, song: Song, measured: None, scheme: str
) -> None:
    if not AXE.is_file():
        pytest.skip("the rules are not here: expected frontend/node_modules/axe-core")
    page = visit(color_scheme=scheme, reduced_motion="reduce").page
    broken = {}
    for name, path in {
        "home": "/", "track": f"/tracks/{song['track_id']}?diversity=0.2",
        "for you": "/for-you?year_min=1900", "feedback": "/feedback", "quality": "/quality",
    }.items():  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if name == "track":
            _button(_rows(page).first, "Like").click()
            page.get_by_role("button", name=re.compile("^Why")).first.click()
            _picture(page, f"track-{scheme}")
            page.get_by_role("button", name=re.compile("^More about ")).first.click()
            expect(page.get_by_role("menuitem").first).to_be_visible()
        if name == "home":
            page.get_by_role("combobox").fill(song["track_name"])
            expect(page.get_by_role("option").first).to_be_visible()
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        broken[name] = [
            (rule["id"], [node["html"][:200] for node in rule["nodes"]])
            for rule in found["violations"]
        ]
    assert broken == {name: [] for name in broken}
    assert len(broken) == 5
