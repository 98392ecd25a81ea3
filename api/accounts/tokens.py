"""API tokens of accounts: shown once when they are made, stored as a hash."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from api.db.account_tables import ApiToken
from api.db.database import AnyRows, fetch_rows, write_rows
from api.http.identity import PREFIX, SCOPES, hash_secret, new_secret


def add_token(
    account_id: UUID, label: str, scopes: Iterable[str], days: int | None = None
) -> tuple[UUID, str]:
    """Make a token that expires after `days`, or never; return its id and the token."""
    token, token_id = new_secret(PREFIX), uuid4()
    write_rows(
        insert(ApiToken)
        .values(
            token_id=token_id,
            account_id=account_id,
            secret_hash=hash_secret(token),
            label=label,
            scopes=sorted(set(scopes), key=[*SCOPES].index),
            expires_at=None if days is None else datetime.now(UTC) + timedelta(days=days),
        )
        .returning(ApiToken.token_id)
    )
    return token_id, token


def list_tokens(account_id: UUID) -> AnyRows:
    """Return the tokens of an account without their secrets, the newest first."""
    return fetch_rows(
        select(
            ApiToken.token_id,
            ApiToken.label,
            ApiToken.scopes,
            ApiToken.created_at,
            ApiToken.expires_at,
            ApiToken.last_used_at,
        )
        .where(ApiToken.account_id == account_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.token_id)
    )


def revoke_token(account_id: UUID, token_id: UUID) -> bool:
    """Delete a token of an account; return whether there was one."""
    return bool(
        write_rows(
            delete(ApiToken)
            .where(ApiToken.account_id == account_id, ApiToken.token_id == token_id)
            .returning(ApiToken.token_id)
        )
    )
