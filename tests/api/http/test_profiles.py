"""The signed profile cookie: where it is set, and which cookies are accepted."""

from typing import Any

import pytest

from api.http.profiles import COOKIE

FEEDBACK = "/api/v1/feedback"


def cookie(client: Any) -> str | None:
    found = client.get_cookie(COOKIE)
    return found.value if found else None


def test_a_cookie_is_set_only_by_requests_that_use_feedback(client):
    client.get("/api/v1/tracks")
    client.get("/healthz")
    assert cookie(client) is None
    client.get(FEEDBACK)
    assert cookie(client) is not None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/api/v1/tracks/{'1' * 22}/recommendations", None),
        ("POST", "/api/v1/recommendations", {"seeds": [{"track_id": "1" * 22}]}),
        ("GET", f"/v1/recommendations?seed_tracks={'1' * 22}", None),
    ],
)
def test_a_list_sets_no_cookie_and_reads_no_verdicts_of_a_new_listener(
    client, statements, method, path, body
):
    answer = client.open(path, method=method, json=body)
    assert answer.status_code == 200
    assert cookie(client) is None
    assert {"Cookie", "Authorization"} <= set(answer.vary)
    assert not [one for one in statements if "feedback" in one]
    client.put(f"{FEEDBACK}/t01", json={"verdict": "like"})
    assert cookie(client) is not None
    statements.clear()
    client.open(path, method=method, json=body)
    assert [one for one in statements if "app.feedback" in one]


def test_the_cookie_is_hidden_from_scripts_and_other_sites(client):
    header = client.get(FEEDBACK).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Secure" not in header
    client.delete_cookie(COOKIE)
    assert "Secure" in client.get(FEEDBACK, base_url="https://localhost").headers["Set-Cookie"]


def test_a_known_listener_keeps_the_cookie(client):
    client.get(FEEDBACK)
    before = cookie(client)
    answer = client.put(f"{FEEDBACK}/t01", json={"verdict": "like"})
    assert "Set-Cookie" not in answer.headers
    assert cookie(client) == before


@pytest.mark.parametrize(
    "forged", ["", "x", "00000000-0000-4000-8000-000000000000", '"a".b', "bnVsbA.x", "é"]
)
def test_a_cookie_that_we_did_not_sign_is_a_new_listener(client, forged):
    client.put(f"{FEEDBACK}/t01", json={"verdict": "like"})
    client.set_cookie(COOKIE, forged)
    assert client.get(FEEDBACK).json["items"] == []
    assert cookie(client) != forged


def test_a_changed_signature_is_rejected(client):
    client.get(FEEDBACK)
    signed = cookie(client) or ""
    payload, _, signature = signed.rpartition(".")
    client.set_cookie(COOKIE, f"{payload}.{signature[::-1]}")
    client.get(FEEDBACK)
    assert cookie(client) != signed


def test_reading_creates_no_profile_and_a_verdict_creates_one(client, execute):
    def count() -> int:
        return int(execute("select count(*) from app.profiles").fetchone()[0])

    before = count()
    client.get(FEEDBACK)
    assert count() == before
    client.put(f"{FEEDBACK}/t01", json={"verdict": "like"})
    client.put(f"{FEEDBACK}/t02", json={"verdict": "like"})
    assert count() == before + 1
