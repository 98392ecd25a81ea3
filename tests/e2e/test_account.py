"""The page of the account on phones and screens, in both colours: signed out, signed in, in use."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import find_violations

pytestmark = pytest.mark.e2e

OpenPage = Callable[..., Any]


def sign_in(page: Page, name: str = "ann", password: str = "river stone lantern") -> None:
    page.goto("/account")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as")).to_contain_text(name)


def make_token(page: Page) -> str:
    page.get_by_label("What is the new token for?").fill("a script")
    page.get_by_label("feedback", exact=True).check()
    page.get_by_role("button", name="Make a token").click()
    shown = page.get_by_role("status").filter(has_text="Copy it now").locator("code")
    expect(shown).to_have_text(re.compile("^segue_"))
    return shown.inner_text()


def add_person(page: Page, name: str) -> None:
    page.get_by_label("Name of the person").fill(name)
    page.get_by_label("First password").fill("window river salt")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_account_page_fits_and_is_accessible(
    open_page: OpenPage, ann: None, scheme: str
) -> None:
    app = open_page(width=320, height=900, color_scheme=scheme, reduced_motion="reduce")
    page = app.page
    violations = {}

    def look(state: str) -> None:
        for width in (1280, 820, 320):  # the journey goes on at the last
            page.set_viewport_size({"width": width, "height": 900})
            app.screenshot(f"account-{state}-{scheme}-{width}", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, state
            violations[state, width] = find_violations(page)

    page.goto("/account")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    look("signed out")
    sign_in(page)
    expect(page.get_by_text("the owner")).to_be_visible()
    expect(page.get_by_text("No tokens yet.")).to_be_visible()
    look("signed in")
    make_token(page)
    add_person(page, "bob")
    page.get_by_role("button", name="New password of bob").click()
    look("in use")
    assert violations == {place: [] for place in violations}
    assert len(violations) == 9


def test_a_person_is_added_signs_in_and_is_removed(open_page: OpenPage, ann: None) -> None:
    page = open_page().page
    sign_in(page)
    add_person(page, "bob")
    other = open_page().page
    sign_in(other, "bob", "window river salt")
    expect(other.get_by_text("No tokens yet.")).to_be_visible()
    expect(other.get_by_role("heading", name="People")).to_have_count(0)
    page.get_by_role("button", name="Remove bob").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("bob is removed")).to_be_visible()
    other.reload()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_token_of_the_page_opens_the_api(open_page: OpenPage, ann: None, base_url: str) -> None:
    app = open_page()
    sign_in(app.page)
    token = make_token(app.page)
    request = app.page.context.request
    headers = {"Authorization": f"Bearer {token}", "Cookie": ""}
    assert request.get(f"{base_url}/api/v1/feedback", headers=headers).status == 200
    app.page.get_by_role("button", name="Revoke a script").click()
    expect(app.page.get_by_text("No tokens yet.")).to_be_visible()
    assert request.get(f"{base_url}/api/v1/feedback", headers=headers).status == 401
