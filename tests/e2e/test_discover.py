"""Discover: seeds, sliders that the list follows while they move, and a link that is the list."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def _ids(app: Any) -> list[str]:
    return [row.get_attribute("data-row") for row in app.rows.all()]


def _add_seed(page: Page, group: str, name: str) -> None:
    page.get_by_role("combobox", name="Add a song, artist, genre or playlist").fill(name)
    options = page.get_by_role("group", name=group).get_by_role("option", name=name)
    options.first.click()


def _thumb(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (820, "dark"), (1440, "light")]
)
def test_seeds_sliders_and_filters_are_a_list_that_a_link_has(
    open_page: OpenPage, base_url: str, song: Song, width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    page.goto("/")
    page.get_by_role("link", name="Discover").click()
    expect(app.rows).to_have_count(20, timeout=20_000)
    _add_seed(page, "Songs", song["track_name"])
    _add_seed(page, "Artists", song["artists"][0]["artist_name"])
    expect(page.get_by_role("heading", name="Songs that go with them")).to_be_visible()
    chips = page.get_by_role("list", name="Seeds").get_by_role("listitem")
    expect(chips).to_have_count(2)
    chips.nth(1).get_by_role("button", name=re.compile("^More like")).click()
    expect(page).to_have_url(re.compile("-artist"))
    if width < 992:  # the sliders are behind one click, the list comes first
        page.get_by_text("Sound and filters").click()
    with page.expect_response(re.compile("/recommendations")):
        _thumb(page, "Energy, at least").press("ArrowRight")
    page.get_by_label("Genre", exact=True).select_option(index=1)
    expect(page).to_have_url(re.compile("energy=0.01.*genre="))
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    app.screenshot(f"discover-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_violations(page) == []
    listed = _ids(app)
    other = open_page(width=width)
    other.page.goto(page.url)
    expect(other.rows.first).to_be_visible()
    assert _ids(other) == listed
    expect(other.page.get_by_role("list", name="Seeds")).to_contain_text(song["track_name"])


def test_the_list_follows_a_slider_while_it_is_dragged(open_page: OpenPage) -> None:
    app = open_page(width=1440)
    page = app.page
    page.goto("/discover")
    expect(app.rows).to_have_count(20, timeout=20_000)
    before = _ids(app)
    thumb = _thumb(page, "Energy, at least").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 26):
        page.mouse.move(x + 10 * step, y)
    page.wait_for_function(
        "before => [...document.querySelectorAll('main ol > li[data-row]')]"
        ".map(row => row.dataset.row).join() !== before.join()",
        arg=before,
    )
    assert "energy" not in page.url  # not let go yet
    page.mouse.up()
    expect(page).to_have_url(re.compile("energy=0"))
    page.go_back()  # a drag is no step back in time
    expect(page).not_to_have_url(re.compile("discover"))


def test_a_slow_list_says_so_and_the_last_answer_wins(open_page: OpenPage) -> None:
    app = open_page(width=1440)
    page = app.page
    page.goto("/discover")
    expect(app.rows).to_have_count(20, timeout=20_000)
    held: list[Any] = []
    # An unroute lets a held request go on, so that its answer may come before it is cancelled.
    page.route(
        "**/api/v1/recommendations", lambda route: route.continue_() if held else held.append(route)
    )
    page.get_by_role("button", name=re.compile("^Add ")).first.click()
    expect(page.get_by_text("Looking for songs")).to_be_visible()
    expect(page.locator("[aria-busy=true] > ol")).to_have_count(1)
    app.screenshot("discover-slow")
    with (
        page.expect_event("requestfailed") as cancelled,  # its answer can come no more
        page.expect_response(re.compile("/recommendations")),
    ):
        page.get_by_label("Lyrics").select_option("no")
    assert cancelled.value == held[0].request
    expect(page.get_by_text("Looking for songs")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_typeahead_has_groups_and_each_opens_its_page(open_page: OpenPage, song: Song) -> None:
    app = open_page(width=390, reduced_motion="reduce")
    page = app.page
    artist = song["artists"][0]["artist_name"]
    page.goto("/")
    page.get_by_role("combobox").fill(artist)
    option = page.get_by_role("group", name="Artists").get_by_role("option", name=artist)
    expect(option.first).to_be_visible()
    app.screenshot("typeahead")
    assert find_violations(page) == []
    option.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(artist)
    expect(page).to_have_url(re.compile("/artists/"))
