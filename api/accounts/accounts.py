"""Accounts in `app.accounts`: make, find, list and remove them."""

import unicodedata
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from api.accounts.passwords import find_fault, hash_password
from api.db.account_tables import Account, ApiToken
from api.db.database import AnyRows, fetch_rows, write_rows
from segue.errors import SegueError

MAX_NAME_LENGTH = 64


class AccountError(SegueError):
    """An account could not be made, found or changed."""


class NameTaken(AccountError):
    """Another account has this name."""


def add_account(
    name: str, password: str | None = None, *, is_owner: bool = False, spotify_id: str | None = None
) -> Any:
    """Add an account, and return its row.

    Raises
    ------
    NameTaken
        If another account has the name.
    AccountError
        If the name is not possible, or the password too short.
    """
    name = normalize_name(name)
    if password is not None and (fault := find_fault(password)):
        raise AccountError(fault)
    added = write_rows(
        insert(Account)
        .values(
            account_id=uuid4(),
            name=name,
            password_hash=None if password is None else hash_password(password),
            spotify_id=spotify_id,
            is_owner=is_owner,
            profile_id=uuid4(),
        )
        .on_conflict_do_nothing()
        .returning(*ROW)
    )
    if not added:
        raise NameTaken(f"expected a new name, got {name}, which has an account; choose another")
    return added[0]


def normalize_name(name: str) -> str:
    """Return a name in the form in which it is stored.

    Raises
    ------
    AccountError
        If it is empty, too long, or has characters that cannot be seen.
    """
    found = unicodedata.normalize("NFKC", name).strip()
    if not 0 < len(found) <= MAX_NAME_LENGTH or not found.isprintable():
        raise AccountError(
            f"expected a name of 1 to {MAX_NAME_LENGTH} visible characters, got "
            f"{found[:MAX_NAME_LENGTH]!r}; choose another"
        )
    return found


def find_account(name: str) -> Any | None:
    """Return the row of the account with this name, in whatever case, or None."""
    wanted = _plain(name)
    found = fetch_rows(
        select(*ROW, Account.password_hash).where(func.lower(Account.name) == func.lower(wanted))
    )
    return found[0] if found else None


def fold_name(name: str) -> str:
    """Return the same text for all spellings of a name that find the same account."""
    return _plain(name).lower()


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name.replace("\0", "")).strip()


def get_account(name: str) -> Any:
    """Return the row of the account with this name.

    Raises
    ------
    AccountError
        If there is none.
    """
    found = find_account(name)
    if found is None:
        raise AccountError(f"expected the name of an account, got {name!r}; see `segue user list`")
    return found


def find_by_spotify(spotify_id: str) -> Any | None:
    """Return the row of the account that signs in with this Spotify user, or None."""
    found = fetch_rows(select(*ROW).where(Account.spotify_id == spotify_id))
    return found[0] if found else None


def connect_spotify(account_id: UUID, spotify_id: str) -> bool:
    """Let an account sign in with a Spotify user; return False if another account does."""
    try:
        write_rows(
            update(Account)
            .where(Account.account_id == account_id)
            .values(spotify_id=spotify_id)
            .returning(Account.account_id)
        )
    except IntegrityError:
        return False
    return True


def list_accounts(account_id: UUID | None = None) -> AnyRows:
    """Return all accounts, or one, with the number of their verdicts and tokens, by name."""
    return fetch_rows(LISTED, {"account_id": account_id})


def remove_account(account_id: UUID) -> None:
    """Remove an account with its sessions, tokens, and everything that has its profile."""
    write_rows(REMOVAL.bindparams(account_id=account_id))


def store_password(
    account_id: UUID, password: str, revoke_access: bool = False, former: str | None = None
) -> Any | None:
    """Give an account a new password, and return its row; this ends all its sessions.

    With `revoke_access` its tokens and its Spotify user open it no more either. None if there is no
    such account, or if the hash of its password is not `former` any more.

    Raises
    ------
    AccountError
        If the password is too short or too long.
    """
    if fault := find_fault(password):
        raise AccountError(fault)
    values: dict[str, Any] = {
        "password_hash": hash_password(password),
        "session_version": Account.session_version + 1,
    }
    change = update(Account).where(Account.account_id == account_id)
    if former is not None:
        change = change.where(Account.password_hash == former)
    if revoke_access:
        values["spotify_id"] = None
        revoked = delete(ApiToken).where(ApiToken.account_id == account_id).cte("revoked")
        change = change.add_cte(revoked)
    changed = write_rows(change.values(**values).returning(*ROW))
    return changed[0] if changed else None


def replace_hash(account_id: UUID, former: str, password: str) -> None:
    """Store a hash with newer parameters of the same password."""
    write_rows(
        update(Account)
        .where(Account.account_id == account_id, Account.password_hash == former)
        .values(password_hash=hash_password(password))
        .returning(Account.account_id)
    )


ROW = (
    Account.account_id,
    Account.name,
    Account.profile_id,
    Account.is_owner,
    Account.session_version,
)
REMOVAL = text("""
    with removed as (
        delete from app.accounts where account_id = :account_id returning profile_id
    )
    delete from app.profiles using removed
    where profiles.profile_id = removed.profile_id
    returning profiles.profile_id
""")
LISTED = text("""
    select
        accounts.account_id,
        accounts.name,
        accounts.is_owner,
        accounts.password_hash is not null as has_password,
        accounts.spotify_id is not null as has_spotify,
        accounts.created_at,
        (
            select count(*) from app.feedback where feedback.profile_id = accounts.profile_id
        ) + (
            select count(*) from app.artist_feedback
            where artist_feedback.profile_id = accounts.profile_id
        ) as number_of_verdicts,
        (
            select count(*) from app.api_tokens where api_tokens.account_id = accounts.account_id
        ) as number_of_tokens
    from app.accounts
    where accounts.account_id = coalesce(cast(:account_id as uuid), accounts.account_id)
    order by lower(accounts.name)
""")
