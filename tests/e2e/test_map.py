"""The map: drawn by WebGL in software, moved, searched, selected from, and as a table."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

Song = dict[str, Any]
OpenPage = Callable[..., Any]


def _open_map(page: Page, address: str = "/map") -> None:
    page.goto(address)
    expect(page.get_by_role("application", name=re.compile("^Map of .* songs"))).to_be_visible(
        timeout=20_000
    )


def _pick(page: Page, place: int) -> None:
    page.get_by_role("group", name="Songs").get_by_role("option").nth(place).click()


def _number_of_colors(page: Page) -> int:
    """Return how many colours the picture of the map has; a blank one has one."""
    page.wait_for_timeout(300)  # two frames in software
    picture = page.locator("[role=application] canvas")
    return page.evaluate(
        """async (source) => {
            const image = await createImageBitmap(await (await fetch(source)).blob());
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, image.width, image.height);
            return new Set(new Uint32Array(data.buffer)).size;
        }""",
        "data:image/png;base64," + base64.b64encode(picture.screenshot()).decode(),
    )


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (820, "light"), (1440, "light"), (1440, "dark")]
)
def test_a_song_is_found_and_a_path_leads_to_another(
    open_page: OpenPage, song: Song, width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page = app.page
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Map", exact=True).click()
    _open_map(page, page.url)
    assert _number_of_colors(page) > 20
    page.get_by_role("combobox", name="Find a song on the map").fill(song["track_name"])
    _pick(page, 0)
    card = page.get_by_role("region", name="Chosen song")
    expect(card.get_by_role("link", name=song["track_name"]).first).to_be_visible()
    page.get_by_role("combobox", name="Path to another song").fill("the")
    _pick(page, 2)
    expect(page).to_have_url(re.compile("song=.*to="))
    steps = page.get_by_role("region", name="Path").get_by_role("listitem")
    expect(steps).to_have_count(12)
    expect(steps.nth(1)).to_contain_text("match")
    page.get_by_label("Colour by").select_option("energy")
    expect(page.get_by_text("Energy: 0")).to_be_visible()
    app.screenshot(f"map-{width}-{scheme}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_violations(page) == []
    path = page.get_by_role("region", name="Path")
    expect(path.get_by_role("button", name="Play all")).to_be_visible()
    path.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("^CSV")).click()
    assert download.value.path().read_text().count("\n") >= 12


def test_songs_inside_of_a_line_are_seeds(open_page: OpenPage) -> None:
    app = open_page(reduced_motion="reduce")
    page = app.page
    _open_map(page)
    page.get_by_role("button", name="Lasso").click()
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 150, y - 150)
    page.mouse.down()
    for corner in ((150, -150), (150, 150), (-150, 150)):
        page.mouse.move(x + corner[0], y + corner[1], steps=3)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="selected")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Discover with")).click()
    expect(page).to_have_url(re.compile("/discover"))
    expect(app.rows.first).to_be_visible(timeout=20_000)


def test_the_keyboard_moves_and_chooses(open_page: OpenPage) -> None:
    app = open_page(reduced_motion="reduce")
    page = app.page
    _open_map(page)
    drawn = page.get_by_role("application")
    drawn.focus()
    for key in ("+", "ArrowLeft", "ArrowDown", "-", "0", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("song="))
    expect(page.get_by_role("region", name="Chosen song")).to_be_visible()
    page.get_by_role("button", name="Select what is in sight").press("Enter")
    expect(page.get_by_role("region", name="Selected songs")).to_be_visible()
    page.get_by_role("button", name="Clear the selection").click()
    expect(page.get_by_role("region", name="Selected songs")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_a_table_too(open_page: OpenPage, scheme: str) -> None:
    app = open_page(color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    _open_map(page)
    page.get_by_text("Table", exact=True).click()
    expect(page).to_have_url(re.compile("view=table"))
    table = page.get_by_role("table", name=re.compile("^Clusters of the map"))
    table.get_by_role("button", name=re.compile("^Show the songs of")).first.click()
    expect(table.get_by_role("listitem")).to_have_count(10)
    assert find_violations(page) == []
    app.screenshot(f"map-table-{scheme}")


@pytest.mark.parametrize("colors", ["active", "none"])
def test_without_an_answer_the_map_says_what_to_do(open_page: OpenPage, colors: str) -> None:
    app = open_page(reduced_motion="reduce", forced_colors=colors)
    page = app.page
    problem = {
        "type": "about:blank", "title": "Service Unavailable", "status": 503,
        "detail": "expected the table marts.track_map, got a build of an older release; "
        "run `segue build`",
    }  # fmt: skip
    page.route(
        "**/api/v1/map",
        lambda route: route.fulfill(
            status=503, content_type="application/problem+json", body=json.dumps(problem)
        ),
    )
    page.goto("/map")
    expect(page.get_by_role("alert")).to_contain_text("run `segue build`", timeout=30_000)
    page.unroute("**/api/v1/map")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("application")).to_be_visible(timeout=20_000)
    assert find_violations(page) == []
    app.errors.clear()  # the browser reports the 503
