"""API tokens: shown once, kept as a hash, limited by scopes and by time."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.accounts.accounts import add_account
from api.accounts.tokens import add_token
from api.db.servers import NoServerError
from api.http import identity

TOKENS = "/api/v1/account/tokens"
FEEDBACK = "/api/v1/feedback"


def bearer(app, token):
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def make_token(ann):
    def make(*scopes: str, **more: int) -> dict[str, str]:
        body = {"label": "a script", "scopes": list(scopes), **more}
        answer = ann.post(TOKENS, json=body)
        assert answer.status_code == 201
        return answer.json

    return make


def test_a_token_is_shown_once_and_has_256_bits(ann, make_token, execute):
    made = make_token("read", "feedback")
    assert made["token"].startswith("segue_")
    assert len(made["token"]) == len("segue_") + 43
    listed = ann.get(TOKENS)
    assert made["token"] not in listed.text
    assert listed.json["items"][0] | {"created_at": ""} == {
        "token_id": made["token_id"], "label": "a script", "scopes": ["read", "feedback"],
        "created_at": "", "expires_at": None, "last_used_at": None,
    }  # fmt: skip
    stored = execute("select secret_hash from app.api_tokens").fetchone()[0]
    assert stored == hashlib.sha256(made["token"].encode()).digest()


def test_a_token_acts_for_its_account(ann, app, make_token):
    ann.put(f"{FEEDBACK}/t01", json={"verdict": "like"})
    program = bearer(app, make_token("read", "feedback")["token"])
    assert [item["track_id"] for item in program.get(FEEDBACK).json["items"]] == ["t01"]
    program.put(f"{FEEDBACK}/t02", json={"verdict": "never"})
    assert len(ann.get(FEEDBACK).json["items"]) == 2
    assert "Set-Cookie" not in program.get(FEEDBACK).headers


def test_a_missing_scope_is_named(app, make_token):
    answer = bearer(app, make_token("read")["token"]).delete(FEEDBACK)
    assert answer.status_code == 403
    assert "expected a token with the scope feedback, got one with read" in answer.json["detail"]
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer error="insufficient_scope", scope="feedback"'
    )


def test_a_token_is_valid_until_it_expires(ann, app, make_token, execute):
    program = bearer(app, make_token("read", days=2)["token"])
    expires = datetime.fromisoformat(ann.get(TOKENS).json["items"][0]["expires_at"])
    assert timedelta(days=1, hours=23) < expires - datetime.now(UTC) <= timedelta(days=2)
    assert program.get(FEEDBACK).status_code == 200
    execute("update app.api_tokens set expires_at = now()")
    answer = program.get(FEEDBACK)
    assert answer.status_code == 401
    assert "got one that has expired" in answer.json["detail"]
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json["detail"].count("expected a valid API token") == 1


def test_a_revoked_token_ends_at_once(ann, app, make_token):
    made = make_token("read")
    program = bearer(app, made["token"])
    assert program.get(FEEDBACK).status_code == 200
    assert ann.delete(f"{TOKENS}/{made['token_id']}").status_code == 204
    assert program.get(FEEDBACK).status_code == 401
    assert ann.delete(f"{TOKENS}/{made['token_id']}").status_code == 204
    assert ann.delete(f"{TOKENS}/what").status_code == 404


def test_nobody_sees_or_revokes_the_token_of_another(app, ann, execute):
    with app.app_context():
        bob = add_account("Bob")
        token_id, token = add_token(bob.account_id, "Bob's", ["read"])
    assert ann.get(TOKENS).json["items"] == []
    ann.delete(f"{TOKENS}/{token_id}")
    assert bearer(app, token).get(FEEDBACK).status_code == 200


def test_a_token_cannot_give_scopes_that_it_lacks(app, make_token):
    program = bearer(app, make_token("admin", "read")["token"])
    body = {"label": "more", "scopes": ["read", "feedback"]}
    answer = program.post(TOKENS, json=body)
    assert answer.status_code == 403
    assert "got feedback as well" in answer.json["detail"]
    assert program.post(TOKENS, json=body | {"scopes": ["read"]}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [{"label": "", "scopes": ["read"]}, {"label": "x", "scopes": []},
     {"label": "x\0", "scopes": ["read"]},
     {"label": "x", "scopes": ["root"]}, {"label": "x", "scopes": ["read"], "days": 0},
     {"label": "x", "scopes": ["read"], "days": 1.5}],
)  # fmt: skip
def test_a_token_needs_a_label_and_known_scopes(ann, body):
    assert ann.post(TOKENS, json=body).status_code == 422


def test_the_last_use_is_stored_exact_to_an_hour(ann, app, make_token, execute):
    program = bearer(app, make_token("read")["token"])
    program.get(FEEDBACK)
    used = "select last_used_at from app.api_tokens"
    first = execute(used).fetchone()[0]
    assert first is not None
    program.get(FEEDBACK)
    assert execute(used).fetchone()[0] == first
    execute("update app.api_tokens set last_used_at = now() - interval '61 minutes'")
    program.get(FEEDBACK)
    assert execute(used).fetchone()[0] > first


def test_a_read_does_not_fail_when_its_time_cannot_be_stored(app, make_token, monkeypatch):
    def fail(_: object) -> None:
        raise NoServerError("expected a primary, got none")

    program = bearer(app, make_token("read")["token"])
    monkeypatch.setattr(identity, "write_rows", fail)
    assert program.get(FEEDBACK).status_code == 200


def test_a_token_counts_before_a_cookie_and_other_schemes_do_not_count(ann, app, make_token):
    with app.app_context():
        bob = add_account("Bob")
        _, token = add_token(bob.account_id, "Bob's", ["read"])
    headers = {"Authorization": f"Bearer {token}"}
    assert ann.get("/api/v1/account", headers=headers).json["account"]["name"] == "Bob"
    basic = {"Authorization": "Basic eDp5"}  # as a proxy may ask for
    assert ann.get("/api/v1/account", headers=basic).json["account"]["name"] == "Ann"


def test_a_token_of_a_removed_account_is_unknown(app, ann, make_token, execute):
    token = make_token("read")["token"]
    execute("delete from app.accounts")
    assert bearer(app, token).get(FEEDBACK).status_code == 401
    assert bearer(app, str(uuid4())).get(FEEDBACK).status_code == 401
