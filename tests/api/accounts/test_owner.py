"""The owner adds people, sets their passwords and removes them; nobody else may."""

from typing import Any
from uuid import UUID

import pytest

from api.accounts import routes
from api.accounts.accounts import add_account, remove_account, store_password
from api.accounts.passwords import verify_password
from api.accounts.person import require_person
from api.accounts.tokens import add_token
from api.http.identity import Person
from tests.api.accounts.conftest import PASSWORD, sign_in

ACCOUNTS = "/api/v1/accounts"
BOB = {"name": " Bob ", "password": PASSWORD}
NEWER = "a newer password"


def add(client: Any, **changes: Any) -> Any:
    return client.post(ACCOUNTS, json={**BOB, **changes})


@pytest.fixture
def bob(ann: Any) -> Any:
    """Return the account that Ann has added."""
    answer = add(ann)
    assert answer.status_code == 201
    return answer.json


def test_the_owner_adds_a_person_who_signs_in(ann, app, bob):
    assert (bob["name"], bob["is_owner"], bob["has_password"]) == ("Bob", False, True)
    client = app.test_client()
    assert sign_in(client, "bob").json["account"]["is_owner"] is False
    assert [each["name"] for each in ann.get(ACCOUNTS).json["items"]] == ["Ann", "Bob"]
    assert client.get(ACCOUNTS).status_code == 403
    assert add(client, name="Cid").status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "detail"),
    [
        ({"name": "bob"}, 409, "expected a new name, got bob, which has an account"),
        ({"name": "\u200b"}, 422, "expected a name of 1 to 64 visible characters"),
        ({"name": "Cid", "password": "short"}, 422, "expected a password of 10 to 1024"),
        ({"name": "Cid", "is_owner": True}, 422, "expected a valid body"),
    ],
)
def test_an_account_that_cannot_be_is_refused(ann, bob, changes, status, detail):
    answer = add(ann, **changes)
    assert answer.status_code == status
    assert detail in answer.json["detail"]
    assert len(ann.get(ACCOUNTS).json["items"]) == 2


def test_a_new_password_ends_the_sessions_and_keeps_the_tokens(ann, app, bob):
    client, token = app.test_client(), make_token(app, bob)
    sign_in(client, "Bob")
    answer = ann.put(f"{ACCOUNTS}/{bob['account_id']}/password", json={"new_password": NEWER})
    assert answer.status_code == 204
    assert client.get("/api/v1/account").json["account"] is None
    assert sign_in(client, "Bob").status_code == 401
    assert sign_in(client, "Bob", NEWER).status_code == 200
    assert read_with(app, token) == 200


def test_revoked_access_leaves_nothing_but_the_new_password(ann, app, bob, execute):
    token = make_token(app, bob)
    execute("update app.accounts set spotify_id = 'bob' where name = 'Bob'")
    body = {"new_password": NEWER, "revoke_access": True}
    path = f"{ACCOUNTS}/{bob['account_id']}/password"
    assert ann.put(path, json=body).status_code == 204
    assert read_with(app, token) == 401
    listed = ann.get(ACCOUNTS).json["items"][1]
    assert (listed["has_spotify"], listed["number_of_tokens"]) == (False, 0)
    assert sign_in(app.test_client(), "Bob", NEWER).status_code == 200
    assert ann.get("/api/v1/account").json["account"]["name"] == "Ann"


def test_a_password_that_is_too_short_changes_nothing(ann, app, bob):
    path = f"{ACCOUNTS}/{bob['account_id']}/password"
    assert ann.put(path, json={"new_password": "short"}).status_code == 422
    assert sign_in(app.test_client(), "Bob").status_code == 200


def test_a_removed_person_takes_everything_along(ann, app, bob, execute):
    client, token = app.test_client(), make_token(app, bob)
    sign_in(client, "Bob")
    assert client.put("/api/v1/feedback/t01", json={"verdict": "like"}).status_code == 200
    assert ann.put("/api/v1/feedback/t02", json={"verdict": "like"}).status_code == 200
    assert ann.delete(f"{ACCOUNTS}/{bob['account_id']}").status_code == 204
    assert client.get("/api/v1/account").json["account"] is None
    assert read_with(app, token) == 401
    assert execute("select track_id from app.feedback").fetchall() == [("t02",)]
    assert ann.delete(f"{ACCOUNTS}/{bob['account_id']}").status_code == 204


def test_the_owner_neither_removes_nor_locks_out_their_own_account(ann):
    own = ann.get(ACCOUNTS).json["items"][0]["account_id"]
    answer = ann.delete(f"{ACCOUNTS}/{own}")
    assert (answer.status_code, "got your own" in answer.json["detail"]) == (409, True)
    body = {"new_password": NEWER}
    answer = ann.put(f"{ACCOUNTS}/{own}/password", json=body)
    assert (answer.status_code, "PUT /api/v1/account/password" in answer.text) == (409, True)
    assert ann.get("/api/v1/account").json["account"]["name"] == "Ann"


def test_an_unknown_account_has_no_password(ann):
    path = f"{ACCOUNTS}/00000000-0000-4000-8000-000000000002/password"
    assert ann.put(path, json={"new_password": NEWER}).status_code == 404
    assert ann.put(f"{ACCOUNTS}/none/password", json={"new_password": NEWER}).status_code == 404


def test_a_token_needs_the_owner_and_the_scope_admin(ann, app, execute):
    with app.app_context():
        person = add_account("Bob")
        _, of_bob = add_token(person.account_id, "a script", ["read", "feedback", "admin"])
    [(ann_id,)] = execute("select account_id from app.accounts where name = 'Ann'").fetchall()
    with app.app_context():
        _, of_ann = add_token(ann_id, "a script", ["read", "feedback"])
    client = app.test_client(use_cookies=False)
    for token in (of_bob, of_ann):
        headers = {"Authorization": f"Bearer {token}"}
        path = f"{ACCOUNTS}/{person.account_id}"
        assert client.delete(path, headers=headers).status_code == 403


def make_token(app: Any, account: Any) -> str:
    with app.app_context():
        return add_token(UUID(account["account_id"]), "a script", ["read"])[1]


def read_with(app: Any, token: str) -> int:
    client = app.test_client(use_cookies=False)
    answer = client.get("/api/v1/feedback", headers={"Authorization": f"Bearer {token}"})
    status: int = answer.status_code
    return status


def test_a_password_that_the_owner_sets_meanwhile_stays(app, bob, monkeypatch):
    client = app.test_client()
    assert sign_in(client, "Bob").status_code == 200

    def verify_slowly(stored: str | None, password: str) -> bool:
        assert store_password(UUID(bob["account_id"]), NEWER)
        return verify_password(stored, password)

    monkeypatch.setattr(routes, "verify_password", verify_slowly)
    body = {"current_password": PASSWORD, "new_password": "that of somebody else"}
    answer = client.put("/api/v1/account/password", json=body)
    assert answer.status_code == 403
    assert "has just changed" in answer.json["detail"]
    assert client.get("/api/v1/account").json["account"] is None
    assert sign_in(client, "Bob", NEWER).status_code == 200


def test_a_token_for_an_account_that_is_removed_meanwhile_is_a_problem(app, bob, monkeypatch):
    client = app.test_client()
    assert sign_in(client, "Bob").status_code == 200

    def require_slowly() -> Person:
        person = require_person()
        remove_account(UUID(bob["account_id"]))
        return person

    monkeypatch.setattr(routes, "require_person", require_slowly)
    body = {"label": "a script", "scopes": ["read"]}
    answer = client.post("/api/v1/account/tokens", json=body)
    assert answer.status_code == 503
    assert "was removed meanwhile" in answer.json["detail"]
