"""Sessions of browsers: each sign-in makes a new one, and ends the one the browser had."""

from typing import Any

from sqlalchemy import func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.expression import delete

from api.db.account_tables import Account, Session
from api.db.database import write_rows
from api.http.identity import SESSION_LASTS, hash_secret, new_secret


def start_session(account: Any, former_secret: str | None) -> str | None:
    """Return the secret of a new session of `account`; None if its password has changed since.

    `account` is the row that was read before the password was verified. A session with another
    secret protects from fixation: whoever has given the browser its former one gains nothing.
    """
    secret = new_secret()
    ended = (
        delete(Session)
        .where(
            or_(
                Session.secret_hash == hash_secret(former_secret or ""),
                Session.expires_at < func.now(),
            )
        )
        .cte("ended")
    )
    started = write_rows(
        insert(Session)
        .from_select(
            ["secret_hash", "account_id", "session_version", "expires_at"],
            select(
                literal(hash_secret(secret)),
                Account.account_id,
                Account.session_version,
                func.now() + SESSION_LASTS,
            ).where(
                Account.account_id == account.account_id,
                Account.session_version == account.session_version,
            ),
        )
        .add_cte(ended)
        .returning(Session.secret_hash)
    )
    return secret if started else None


def end_session(secret: str) -> None:
    """End a session, if there is one with this secret."""
    write_rows(
        delete(Session)
        .where(Session.secret_hash == hash_secret(secret))
        .returning(Session.secret_hash)
    )
