"""Who may use which route: everybody in `MATRIX` tries every route of `access_table.py`."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.accounts.accounts import add_account
from api.http.access import EXTENSION, needed_scope
from segue.settings import settings
from tests.api.access_table import ROUTES, is_documented, send

# probes; the files of the app, which hold no data, are no routes
OPEN_TO_ANY_HOST = {"GET /healthz", "GET /readyz", "GET /metrics"}

YES, SIGN_IN, FORBIDDEN, MISDIRECTED = 0, 401, 403, 421
NEEDS = ("nothing", "read", "feedback", "admin", "owner")
# what each person gets for each need, on this machine
MATRIX: dict[str, tuple[int, int, int, int, int]] = {
    "anonymous": (YES, YES, YES, SIGN_IN, SIGN_IN),
    "person": (YES, YES, YES, YES, FORBIDDEN),
    "owner": (YES, YES, YES, YES, YES),
    "token read": (YES, YES, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "token feedback": (YES, FORBIDDEN, YES, FORBIDDEN, FORBIDDEN),
    "token admin": (YES, FORBIDDEN, FORBIDDEN, YES, FORBIDDEN),
    "token admin of the owner": (YES, FORBIDDEN, FORBIDDEN, YES, YES),
    "expired token": (YES, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
    "revoked token": (YES, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
    "invented token": (YES, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
    "forged cookie": (YES, YES, YES, SIGN_IN, SIGN_IN),
    "ended session": (YES, YES, YES, SIGN_IN, SIGN_IN),
    "stranger host": (MISDIRECTED,) * 5,
}
# without an account, where others reach the app, by SEGUE_ANONYMOUS
MATRIX_OFF_THIS_MACHINE: dict[str, tuple[int, int, int, int, int]] = {
    "off": (YES, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
    "read": (YES, YES, SIGN_IN, SIGN_IN, SIGN_IN),
    "on": (YES, YES, YES, SIGN_IN, SIGN_IN),
}


def test_every_route_is_in_the_table(people):
    known = {
        f"{method} {rule.rule}"
        for rule in people.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    missing, gone = known - set(ROUTES), set(ROUTES) - known
    lines = "\n".join(
        f'    "{route}": "{needed_scope(*route.split(" ", 1))}",' for route in sorted(missing)
    )
    assert not missing, (
        "expected every route in ROUTES of tests/api/access_table.py, got new ones; check that "
        f"each of these lines says who may use the route, and add it:\n{lines}"
    )
    assert not gone, f"expected routes of the app in ROUTES, got {gone}; remove them"


@pytest.mark.parametrize("route", ROUTES)
def test_the_rule_says_what_the_table_says(route):
    assert needed_scope(*route.split(" ", 1)) == ROUTES[route]


@pytest.mark.parametrize("who", MATRIX)
def test_who_may_use_which_route(people, who):
    assert wrong_answers(people, who, MATRIX[who]) == []


@pytest.mark.parametrize("access", MATRIX_OFF_THIS_MACHINE)
@pytest.mark.parametrize("who", ["anonymous", "forged cookie", "ended session"])
def test_who_may_use_a_route_off_this_machine_without_an_account(people, monkeypatch, access, who):
    monkeypatch.setattr(settings(), "host", "0.0.0.0")
    monkeypatch.setattr(settings(), "anonymous", access)
    assert wrong_answers(people, who, MATRIX_OFF_THIS_MACHINE[access]) == []


@pytest.mark.parametrize("who", ["person", "owner", "token read", "expired token"])
def test_an_account_counts_as_much_off_this_machine(people, monkeypatch, who):
    monkeypatch.setattr(settings(), "host", "0.0.0.0")
    assert wrong_answers(people, who, MATRIX[who]) == []


def wrong_answers(people: Any, who: str, expected_by_need: tuple[int, ...]) -> list[str]:
    """Return the routes whose answer to `who` is not the expected one."""
    host = "http://evil.example" if who == "stranger host" else None
    wrong = []
    for route, need in ROUTES.items():
        expected = expected_by_need[NEEDS.index(need if need != "own machine" else "owner")]
        if host and route in OPEN_TO_ANY_HOST:
            expected = YES
        answer = send(people.client(who), route, host)
        is_refused = answer.status_code in {SIGN_IN, FORBIDDEN, MISDIRECTED, 500}
        if answer.status_code != expected and (is_refused or expected != YES):
            wrong.append(f"{route}: {answer.status_code} instead of {expected or 'a use'}")
        if not is_documented(people.documents, route, answer.status_code):
            wrong.append(f"{route}: {answer.status_code} is not in its description")
        if answer.status_code == SIGN_IN:
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return wrong


def test_under_v1_any_token_is_taken_while_there_are_no_accounts(make_catalogue, make_app):
    app = make_app(make_catalogue("segue_v1_token_tests"))
    app.add_url_rule("/v1/nothing-but-a-test", view_func=lambda: {})
    client = FlaskClient(app)
    headers = {"Authorization": "Bearer whatever-a-client-sends"}

    def status(path: str) -> int:
        return client.get(path, headers=headers).status_code

    assert (status("/v1/nothing-but-a-test"), status("/api/v1/tracks")) == (200, 401)
    with app.app_context():
        add_account("somebody")
    app.extensions.pop(EXTENSION)
    assert status("/v1/nothing-but-a-test") == 401
