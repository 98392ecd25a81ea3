"""The whole app under a path prefix, behind a proxy: pages, covers, cookies, links, documents."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from playwright.sync_api import Page, Response, expect

from tests.e2e.prefix_proxy import path_of, show_under

pytestmark = pytest.mark.e2e

OpenPage = Callable[..., Any]
PREFIX = "/segue"


@pytest.fixture(scope="module")
def prefixed(serve_demo: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """Return the address of the app below the prefix."""
    settings = {"SEGUE_PROXIES": "127.0.0.1", "SEGUE_ANONYMOUS": "on"}
    with serve_demo(**settings) as server, show_under(PREFIX, server) as address:
        yield address


@pytest.fixture
def page(open_page: OpenPage, prefixed: str) -> Iterator[Page]:
    """Return a page; at the end every request must have been below the prefix and answered."""
    page: Page = open_page(address=prefixed).page
    wrong: list[str] = []

    def check(response: Response) -> None:
        if not path_of(response.url).startswith(f"{PREFIX}/") or response.status >= 400:
            wrong.append(f"{response.status} {response.url}")

    page.on("response", check)
    yield page
    assert wrong == []


def test_pages_covers_and_feedback_work(page: Page, prefixed: str, song: dict[str, Any]) -> None:
    page.goto(f"{prefixed}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("combobox").fill(song["track_name"])
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(f"{PREFIX}/tracks/"))
    page.goto(f"{prefixed}/tracks/{song['track_id']}?diversity=0.5")  # loaded by this address
    rows = page.locator("main ol > li[data-row]")
    expect(rows).to_have_count(10)
    expect(rows.first.locator("img")).to_have_js_property("complete", value=True)
    assert rows.first.locator("img").evaluate("image => image.naturalWidth") > 0
    rows.first.get_by_role("button", name=re.compile("^Like: ")).click()
    page.get_by_role("link", name="Feedback").click()
    expect(page).to_have_url(f"{prefixed}/feedback")
    expect(page.locator("main ul > li[data-row]")).to_have_count(1)
    page.reload()
    expect(page.locator("main ul > li[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Segue, home page").click()
    expect(page).to_have_url(f"{prefixed}/")


def test_the_skip_link_stays_on_the_page(page: Page, prefixed: str) -> None:
    page.goto(f"{prefixed}/feedback")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Skip to the content").press("Enter")
    expect(page).to_have_url(f"{prefixed}/feedback#main")


def test_cookies_are_those_of_the_prefix(page: Page, prefixed: str, ann: None) -> None:
    page.goto(f"{prefixed}/account")
    page.get_by_role("textbox", name="Name").fill("ann")
    page.get_by_role("textbox", name="Password").fill("river stone lantern")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    cookies = {cookie["name"]: cookie["path"] for cookie in page.context.cookies()}
    assert cookies["segue_session"] == f"{PREFIX}/"
    assert set(cookies.values()) == {f"{PREFIX}/"}
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_documentation_of_the_api_shows_both_interfaces(page: Page, prefixed: str) -> None:
    page.goto(f"{prefixed}/")
    page.get_by_role("link", name="API documentation").click()
    expect(page).to_have_url(f"{prefixed}/docs/api")
    expect(page.get_by_role("heading", name=re.compile("^Segue"))).to_be_visible()
    expect(page.locator(".opblock").first).to_be_visible()
    for name in ("openapi.json", "v1/openapi.json"):
        address = f"{prefixed}/{name}"
        document = requests.get(address, timeout=30).json()
        server = urljoin(address, document["servers"][0]["url"])
        assert server == f"{prefixed}/"


def test_a_station_and_its_feed_have_addresses_below_the_prefix(
    prefixed: str, song: dict[str, Any]
) -> None:
    with requests.Session() as session:
        body = {"name": "Evening", "request": {"seeds": [{"track_id": song["track_id"]}]}}
        station = session.post(f"{prefixed}/api/v1/stations", json=body, timeout=30).json()
        assert station["feed_url"].startswith(f"{PREFIX}/feeds/")
        feed = requests.get(urljoin(prefixed, station["feed_url"]), timeout=30)
        assert feed.status_code == 200
        links = re.findall(r'href="([^"]+)"', feed.text)
        assert links and all(link.startswith(f"{prefixed}/") for link in links)
        path = f"{prefixed}/api/v1/stations/{station['station_id']}"
        assert session.delete(path, timeout=30).status_code == 204


def test_the_interface_in_spotifys_shapes_links_below_the_prefix(
    prefixed: str, song: dict[str, Any]
) -> None:
    found = requests.get(f"{prefixed}/v1/tracks/{song['track_id']}", timeout=30).json()
    assert found["href"].startswith(f"{prefixed}/v1/tracks/")
    image = found["album"]["images"][0]["url"]
    assert requests.get(image, timeout=30).headers["Content-Type"].startswith("image/svg+xml")
