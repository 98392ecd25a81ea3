"""The person of a request in the views: sign-in, and the state that the app shows."""

from typing import Any, NoReturn

from apiflask import HTTPError
from flask import Response, after_this_request
from sqlalchemy import select

from api.accounts.schemas import AccountState, OwnAccount
from api.accounts.sessions import start_session
from api.accounts.spotify import can_sign_in
from api.accounts.take_over import count_rows, take_over
from api.db.account_tables import Account
from api.db.database import fetch_rows
from api.http.access import accounts_exist, anonymous_access
from api.http.identity import (
    SCOPES,
    Person,
    become,
    current_person,
    session_secret,
    set_session_cookie,
)
from api.http.profiles import anonymous_profile_id, forget_anonymous_profile


def require_person() -> Person:
    """Return the person of a route that nobody reaches without one."""
    person = current_person()
    assert person is not None, "this route needs the scope admin"
    return person


def sign_in_to(account: Any, with_feedback: bool) -> None:
    """Sign this browser in to an account; with its anonymous feedback if it wants so."""
    secret = start_session(account, session_secret())
    if secret is None:
        _raise_changed()
    anonymous_id = anonymous_profile_id()
    if with_feedback and anonymous_id is not None:
        take_over(anonymous_id, account.profile_id)
        after_this_request(forget_anonymous_profile)
    become(account)

    @after_this_request
    def send(response: Response) -> Response:
        set_session_cookie(response, secret)
        return response


def account_state() -> AccountState:
    """Return who sends this request, and what it may do without an account."""
    person, anonymous_id = current_person(), anonymous_profile_id()
    return AccountState(
        account=_own_account(person) if person else None,
        anonymous_access=anonymous_access(),
        has_accounts=accounts_exist(),
        has_spotify_sign_in=can_sign_in(),
        number_of_anonymous_rows=0 if anonymous_id is None else count_rows(anonymous_id),
    )


def _own_account(person: Person) -> OwnAccount | None:
    found = fetch_rows(
        select(
            Account.password_hash.is_not(None).label("has_password"),
            Account.spotify_id.is_not(None).label("has_spotify"),
        ).where(Account.account_id == person.account_id)
    )
    if not found:
        return None
    return OwnAccount(
        name=person.name,
        is_owner=person.is_owner,
        has_password=found[0].has_password,
        has_spotify=found[0].has_spotify,
        scopes=[scope for scope in SCOPES if scope in person.scopes],
    )


def _raise_changed() -> NoReturn:
    raise HTTPError(401, "expected the password of now, got one that has changed; sign in again")
