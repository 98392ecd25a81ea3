"""The page to add music in a real browser: a file is sent, and the page says what came of it."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from api.http.access import REMEMBERED_S
from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

NO_MUSIC = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"just words\n"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_file_is_sent_and_the_page_says_what_came_of_it(
    open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    app = open_page(width=width, color_scheme=scheme)
    app.page.goto("/import")
    expect(app.page).to_have_title(re.compile("^Add music"))
    app.page.locator("input[type=file]").set_input_files([NO_MUSIC])
    row = app.page.locator("li").filter(has_text="notes.txt").first
    expect(row).to_contain_text("Nothing in it could be read", timeout=60_000)
    row.get_by_text("1 thing was left out").click()
    expect(row).to_contain_text("expected a file of a known source")
    assert find_violations(app.page) == []
    app.screenshot(f"import-{width}-{scheme}", full_page=True)
    row.get_by_role("button", name="Clear").click()
    expect(app.page.get_by_text("No file was sent yet.")).to_be_visible()


def test_the_files_of_others_cannot_be_seen(open_page: Callable[..., Any], ann: None) -> None:
    app = open_page()
    time.sleep(REMEMBERED_S)  # for so long each worker remembers that there were no accounts
    app.page.goto("/import")
    expect(app.page.get_by_role("alert")).to_contain_text("sign in")
    app.errors.clear()  # the browser tells of each answer that was refused
