"""The person of a request: by the cookie of a session, or by a bearer token.

Both are random secrets of 256 bits, of which the database has only the SHA-256. A request without
either is anonymous. `api.accounts` makes and ends sessions and tokens.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import sqlalchemy.exc
from flask import Flask, Response, g, request
from sqlalchemy import bindparam, func, select, update

from api.db.account_tables import Account, ApiToken, Session
from api.db.database import fetch_rows, write_rows
from api.db.servers import NoServerError
from api.http.telemetry import log

Scope = Literal["read", "feedback", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
COOKIE = "segue_session"
SESSION_LASTS = timedelta(days=30)
PREFIX = "segue_"  # so that a scanner of secrets recognises a token
LAST_USE_IS_EXACT_TO = timedelta(hours=1)
PERSONAL_PATHS = ("/api/", "/v1/", "/docs/dbt")
PERSON = (Account.account_id, Account.name, Account.profile_id, Account.is_owner)
# built once: to build them takes as long as to run them
BY_TOKEN = (
    select(*PERSON, ApiToken.token_id, ApiToken.scopes, ApiToken.expires_at, ApiToken.last_used_at)
    .join(ApiToken, ApiToken.account_id == Account.account_id)
    .where(ApiToken.secret_hash == bindparam("hash"))
)
BY_SESSION = (
    select(*PERSON)
    .join(Session, Session.account_id == Account.account_id)
    .where(
        Session.secret_hash == bindparam("hash"),
        Session.session_version == Account.session_version,
        Session.expires_at > func.now(),
    )
)


@dataclass(frozen=True)
class Person:
    """An account, and what this request may do in its name."""

    account_id: UUID
    name: str
    profile_id: UUID
    is_owner: bool
    scopes: frozenset[str]


def current_person() -> Person | None:
    """Return who sends this request; None for an anonymous listener."""
    if "person" not in g:
        is_personal = request.path.startswith(PERSONAL_PATHS)
        g.person, g.bad_token = _identify() if is_personal else (None, None)
    found: Person | None = g.person
    return found


def bad_token() -> str | None:
    """Return what is wrong with the bearer token of this request, or None."""
    current_person()
    found: str | None = g.bad_token
    return found


def become(account: Any) -> None:
    """Let the rest of this request be of the person who has just signed in to `account`."""
    g.bad_token, g.has_credentials = None, True
    g.person = _person(account, frozenset(SCOPES))


def new_secret(prefix: str = "") -> str:
    """Return a random secret of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """Return what is stored of a secret; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def session_secret() -> str | None:
    """Return the secret in the cookie of this request."""
    return request.cookies.get(_cookie_name()) or None


def set_session_cookie(response: Response, secret: str | None) -> None:
    """Give the browser a session, or take away the one it has."""
    g.is_session_over = False
    response.set_cookie(
        _cookie_name(),
        secret or "",
        max_age=SESSION_LASTS if secret else 0,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def register_identity(app: Flask) -> None:
    """Take the cookie of an ended session away, and keep responses to persons from caches."""

    @app.after_request
    def finish(response: Response) -> Response:
        if g.get("has_credentials"):
            response.vary.update(("Cookie", "Authorization"))
            response.headers.setdefault("Cache-Control", "private, no-store")
            if g.get("is_session_over"):
                set_session_cookie(response, None)
        return response


def _cookie_name() -> str:
    """Return the name of the cookie: under HTTPS one that no other host can set."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def _identify() -> tuple[Person | None, str | None]:
    """Return the person, and what is wrong with the token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        g.has_credentials = True
        return _person_of_token(token.strip())
    secret = session_secret()
    if secret is None:
        return None, None
    g.has_credentials = True
    person = _person_of_session(secret)
    g.is_session_over = person is None
    return person, None


def _person_of_token(token: str) -> tuple[Person | None, str | None]:
    found = fetch_rows(BY_TOKEN, {"hash": hash_secret(token)})
    if not found:
        return None, "one that is unknown or was revoked"
    row, now = found[0], datetime.now(UTC)
    if row.expires_at is not None and row.expires_at <= now:
        return None, "one that has expired"
    if row.last_used_at is None or row.last_used_at < now - LAST_USE_IS_EXACT_TO:
        _note_use(row.token_id)
    return _person(row, frozenset(row.scopes)), None


def _person_of_session(secret: str) -> Person | None:
    found = fetch_rows(BY_SESSION, {"hash": hash_secret(secret)})
    return _person(found[0], frozenset(SCOPES)) if found else None


def _person(row: Any, scopes: frozenset[str]) -> Person:
    return Person(row.account_id, row.name, row.profile_id, row.is_owner, scopes)


def _note_use(token_id: UUID) -> None:
    """Store the time of a use; a request that only reads does not fail if that is impossible."""
    try:
        write_rows(
            update(ApiToken)
            .where(ApiToken.token_id == token_id)
            .values(last_used_at=func.now())
            .returning(ApiToken.token_id)
        )
    except (sqlalchemy.exc.DBAPIError, NoServerError) as error:
        log().warning("the use of a token was not stored", reason=type(error).__name__)
