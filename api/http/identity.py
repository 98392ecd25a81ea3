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
from flask import Flask, Request, Response, g, request
from sqlalchemy import bindparam, func, select, update

from api.db.account_tables import Account, ApiToken, Session
from api.db.database import fetch_rows, write_rows
from api.db.servers import NoServerError
from api.http.hooks import Kept, add_hooks, current_request
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
    return find_person(*current_request())


def find_person(sent: Request, kept: Kept) -> Person | None:
    """Return who sent a request."""
    if "person" not in kept:
        is_personal = sent.path.startswith(PERSONAL_PATHS)
        kept.person, kept.bad_token = _identify(sent, kept) if is_personal else (None, None)
    found: Person | None = kept.person
    return found


def has_credentials() -> bool:
    """Return whether this request came with a token or the cookie of a session, valid or not."""
    return bool(g.get("has_credentials"))


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


def read_cookie(sent: Request, name: str) -> str | None:
    """Return a cookie of a request; most requests of programs have none, which costs nothing."""
    return sent.cookies.get(name) if "HTTP_COOKIE" in sent.environ else None


def session_secret() -> str | None:
    """Return the secret in the cookie of this request."""
    return _secret_of(current_request()[0])


def _secret_of(sent: Request) -> str | None:
    return read_cookie(sent, _cookie_name(sent)) or None


def set_session_cookie(response: Response, secret: str | None) -> None:
    """Give the browser a session, or take away the one it has."""
    g.is_session_over = False
    response.set_cookie(
        _cookie_name(request),
        secret or "",
        max_age=SESSION_LASTS if secret else 0,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path=cookie_path(request),
    )


def register_identity(app: Flask) -> None:
    """Take the cookie of an ended session away, and keep responses to persons from caches."""

    def finish(_sent: Request, kept: Kept, response: Response) -> None:
        if kept.get("has_credentials"):
            response.vary.update(("Cookie", "Authorization"))
            response.headers.setdefault("Cache-Control", "private, no-store")
            if kept.get("is_session_over"):
                set_session_cookie(response, None)

    add_hooks(app, after=finish)


def cookie_path(sent: Request) -> str:
    """Return the path of cookies: under a prefix, other apps of the host have their own."""
    return f"{sent.script_root}/"


def _cookie_name(sent: Request) -> str:
    """Return the name of the cookie: under HTTPS one that no other host can set.

    Browsers demand the path / of a cookie that is called so.
    """
    if not sent.is_secure:
        return COOKIE
    return f"__Secure-{COOKIE}" if sent.script_root else f"__Host-{COOKIE}"


def _identify(sent: Request, kept: Kept) -> tuple[Person | None, str | None]:
    """Return the person, and what is wrong with the token."""
    scheme, _, token = sent.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        kept.has_credentials = True
        return _person_of_token(token.strip())
    secret = _secret_of(sent)
    if secret is None:
        return None, None
    kept.has_credentials = True
    person = _person_of_session(secret)
    kept.is_session_over = person is None
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
