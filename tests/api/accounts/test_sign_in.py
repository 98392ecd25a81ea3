"""Sign-in, sign-out and passwords: what is checked, what ends, and what nobody can tell apart."""

import json
import logging
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from api.accounts import passwords
from api.accounts import sign_in as module
from api.accounts.accounts import find_account
from api.accounts.sessions import start_session
from api.http.rate_limits import RateLimit
from tests.api.accounts.conftest import PASSWORD, SESSION, sign_in

ACCOUNT = "/api/v1/account"
COOKIE = "segue_session"


def secret(client: Any, name: str = COOKIE) -> str | None:
    found = client.get_cookie(name)
    return found.value if found else None


def test_a_name_and_its_password_sign_in(app):
    client = app.test_client()
    answer = sign_in(client)
    assert answer.json["account"] == {
        "name": "Ann", "is_owner": True, "has_password": True, "has_spotify": False,
        "scopes": ["read", "feedback", "admin"],
    }  # fmt: skip
    assert client.get(ACCOUNT).json["account"]["name"] == "Ann"
    header = next(h for h in answer.headers.getlist("Set-Cookie") if h.startswith(COOKIE))
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Secure" not in header
    assert "private, no-store" in answer.headers["Cache-Control"]


def test_the_name_counts_in_any_case_and_width(app):
    for name in ("ann", "ANN", " Ann ", "\uff21nn"):
        assert sign_in(app.test_client(), name).status_code == 200, name


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ann", PASSWORD + "x"), ("Ann", PASSWORD.upper()), ("Bob", PASSWORD), ("A\0", "x"),
     ("%", PASSWORD)],
)  # fmt: skip
def test_a_wrong_name_and_a_wrong_password_get_the_same_response(app, name, password):
    client = app.test_client()
    answer = sign_in(client, name, password)
    assert answer.status_code == 401
    assert answer.json["detail"].startswith("expected the name and the password of an account")
    assert name not in answer.text
    assert secret(client) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password(app, monkeypatch):
    verified: list[str] = []
    hasher = passwords._hasher()

    class Counting:
        def verify(self, stored: str, password: bytes) -> bool:
            verified.append(stored.rpartition("$")[0].rpartition("$")[0])
            return hasher.verify(stored, password)

        def __getattr__(self, name: str) -> Any:
            return getattr(hasher, name)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    sign_in(app.test_client(), "Ann", "wrong password")
    sign_in(app.test_client(), "Nobody", "wrong password")
    assert len(verified) == 2
    assert verified[0] == verified[1]  # the same algorithm with the same parameters
    assert verified[0].startswith("$argon2id$")


def test_an_account_without_a_password_lets_nobody_in_by_password(app, execute):
    execute("update app.accounts set password_hash = null")
    for password in (PASSWORD, "None", " "):
        assert sign_in(app.test_client(), "Ann", password).status_code == 401


def test_after_five_wrong_passwords_the_address_has_to_wait(app):
    client = app.test_client()
    for _ in range(5):
        assert sign_in(client, "Ann", "wrong").status_code == 401
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "5 attempts to sign in" in answer.json["detail"]
    # the person is not locked out elsewhere, and other names are not slowed down here
    assert sign_in(client, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
    assert sign_in(client, "Bob").status_code == 401


def test_all_spellings_of_a_name_have_one_count(app):
    client = app.test_client()
    for name in ("Ann", " ANN", "ann  ", "\uff21nn", "an\0n"):
        assert sign_in(client, name, "wrong").status_code == 401
    assert sign_in(client).status_code == 429


def test_unknown_names_are_throttled_like_known_ones(app):
    answers = [sign_in(app.test_client(), "Nobody", "wrong").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_an_address_that_tries_many_names_has_to_wait(app, monkeypatch):
    monkeypatch.setattr(module, "TRIES_OF_ADDRESS", RateLimit(7, 900))
    answers = [sign_in(FlaskClient(app), f"name {n}", "x").status_code for n in range(8)]
    assert answers == [401] * 7 + [429]


def test_a_name_that_many_addresses_try_has_to_wait(app, monkeypatch):
    monkeypatch.setattr(module, "TRIES_OF_NAME", RateLimit(7, 3600))
    answers = [
        sign_in(FlaskClient(app), environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}, password="x")
        for n in range(8)
    ]
    assert [answer.status_code for answer in answers] == [401] * 7 + [429]


def test_a_right_password_begins_the_count_again(app):
    client = FlaskClient(app)
    for _ in range(3):
        for _ in range(4):
            assert sign_in(client, "Ann", "wrong").status_code == 401
        assert sign_in(client).status_code == 200


def test_passwords_that_were_changed_do_not_count_as_attempts(ann, app):
    for number in range(6):
        body = {"current_password": PASSWORD, "new_password": PASSWORD}
        assert ann.put("/api/v1/account/password", json=body).status_code == 204, number
    assert sign_in(app.test_client()).status_code == 200


def test_each_sign_in_makes_another_session_and_ends_the_former(app):
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    first = secret(client)
    sign_in(client)
    assert secret(client) != first
    thief.set_cookie(COOKIE, first or "")
    assert thief.get(ACCOUNT).json["account"] is None
    assert secret(thief) is None  # the browser forgets an ended session


def test_a_session_that_was_fixed_by_somebody_else_is_never_used(app, execute):
    victim = app.test_client()
    victim.set_cookie(COOKIE, "chosen-by-an-attacker")
    sign_in(victim)
    assert secret(victim) != "chosen-by-an-attacker"
    attacker = app.test_client()
    attacker.set_cookie(COOKIE, "chosen-by-an-attacker")
    assert attacker.get(ACCOUNT).json["account"] is None
    assert execute("select count(*) from app.sessions").fetchone() == (1,)


def test_signing_out_ends_the_session_itself(ann, app):
    copy = app.test_client()
    copy.set_cookie(COOKIE, secret(ann) or "")
    assert ann.delete(SESSION).status_code == 204
    assert secret(ann) is None
    assert copy.get(ACCOUNT).json["account"] is None
    assert ann.delete(SESSION).status_code == 204


def test_a_session_ends_after_thirty_days(ann, execute):
    days = execute("select extract(day from expires_at - created_at) from app.sessions").fetchone()
    assert days == (30,)
    execute("update app.sessions set expires_at = now() - interval '1 second'")
    assert ann.get(ACCOUNT).json["account"] is None


def test_a_new_password_ends_all_other_sessions(ann, app):
    other = app.test_client()
    sign_in(other)
    before = secret(ann)
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    assert ann.put(f"{ACCOUNT}/password", json=body).status_code == 204
    assert ann.get(ACCOUNT).json["account"]["name"] == "Ann"
    assert secret(ann) != before
    assert other.get(ACCOUNT).json["account"] is None
    assert sign_in(other).status_code == 401
    assert sign_in(other, password="another long password").status_code == 200


def test_a_sign_in_that_overlaps_a_new_password_gets_no_session(app, ann):
    with app.app_context():
        verified = find_account("Ann")
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    ann.put(f"{ACCOUNT}/password", json=body)
    with app.app_context():
        assert start_session(verified, None) is None


@pytest.mark.parametrize(
    ("current", "new", "status"),
    [("wrong", "another long password", 403), (PASSWORD, "short", 422), (PASSWORD, "x" * 2000, 422),
     ("", "another long password", 422)],
)  # fmt: skip
def test_a_password_needs_the_current_one_and_some_length(ann, current, new, status):
    body = {"current_password": current, "new_password": new}
    assert ann.put(f"{ACCOUNT}/password", json=body).status_code == status


def test_a_stored_hash_with_older_parameters_is_replaced(app, execute):
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    execute("update app.accounts set password_hash = %s", old)
    assert sign_in(app.test_client()).status_code == 200
    stored = execute("select password_hash from app.accounts").fetchone()[0]
    assert stored != old
    assert sign_in(app.test_client()).status_code == 200


def test_a_password_is_the_same_whatever_keyboard_typed_it(app, execute):
    composed, decomposed = "caf\u00e9 on the corner", "cafe\u0301 on the corner"
    execute("update app.accounts set password_hash = %s", passwords.hash_password(composed))
    assert sign_in(app.test_client(), password=decomposed).status_code == 200


def test_under_https_the_cookie_is_secure_and_bound_to_the_host(app):
    client = app.test_client()
    answer = sign_in(client, base_url="https://localhost")
    header = answer.headers["Set-Cookie"]
    assert header.startswith("__Host-segue_session=")
    assert "Secure" in header and "Path=/" in header and "Domain" not in header
    found = client.get(ACCOUNT, base_url="https://localhost").json["account"]
    assert found["name"] == "Ann"


def test_under_a_path_prefix_the_cookie_is_that_of_the_prefix(app):
    client = app.test_client()
    answer = sign_in(client, base_url="https://localhost/music")
    header = answer.headers["Set-Cookie"]
    assert header.startswith("__Secure-segue_session=")  # __Host- demands the path /
    assert "Secure" in header and "Path=/music/" in header
    found = client.get(ACCOUNT, base_url="https://localhost/music").json["account"]
    assert found["name"] == "Ann"
    assert client.get(ACCOUNT, base_url="https://localhost").json["account"] is None
    client.delete(SESSION, base_url="https://localhost/music")
    assert client.get(ACCOUNT, base_url="https://localhost/music").json["account"] is None


def test_under_https_a_page_without_tls_cannot_write(app):
    client = app.test_client()
    for origin, status in (("http://localhost", 403), ("https://localhost", 200)):
        answer = sign_in(client, base_url="https://localhost", headers={"Origin": origin})
        assert answer.status_code == status, origin


def test_a_page_of_another_site_cannot_sign_in_or_out(ann):
    foreign = {"Origin": "http://evil.example"}
    assert sign_in(ann, headers=foreign).status_code == 403
    assert ann.delete(SESSION, headers=foreign).status_code == 403
    assert ann.get(ACCOUNT).json["account"]["name"] == "Ann"


def test_no_secret_is_in_a_log_or_in_the_database(app, capsys, caplog, execute):
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        sign_in(client)
        body = {"label": "a script", "scopes": ["read"]}
        token = client.post(f"{ACCOUNT}/tokens", json=body).json["token"]
        app.test_client().get(ACCOUNT, headers={"Authorization": f"Bearer {token}"})
        sign_in(client, password="a wrong password")
    found = capsys.readouterr()
    dump = json.dumps(
        [
            row[0]
            for table in ("accounts", "sessions", "api_tokens", "request_counts")
            for row in execute(f"select to_jsonb(rows)::text from app.{table} as rows").fetchall()
        ]
    )
    for hidden in (PASSWORD, "a wrong password", token, secret(client) or "none"):
        assert hidden not in found.err + found.out + caplog.text + dump


def test_a_password_costs_as_much_as_the_library_recommends():
    assert passwords.make_hasher().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
