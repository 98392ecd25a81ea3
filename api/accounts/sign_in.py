"""Sign-in with a name and a password, throttled for each name and address."""

from typing import Any

from apiflask import HTTPError

from api.accounts.accounts import find_account, fold_name, replace_hash
from api.accounts.passwords import needs_new_hash, verify_password
from api.http.rate_limits import RateLimit, address, raise_too_many, request_counts

QUARTER_S = 900
TRIES_OF_NAME_AND_ADDRESS = RateLimit(5, QUARTER_S)
TRIES_OF_ADDRESS = RateLimit(50, QUARTER_S)
TRIES_OF_NAME = RateLimit(100, 4 * QUARTER_S)


def verify_sign_in(name: str, password: str) -> Any:
    """Return the row of the account with this name and password; else end the request with 401.

    An unknown name takes as long as a wrong password, counts as much, and gets the same response.
    """
    check_tries(name)
    account = find_account(name)
    stored = account.password_hash if account else None
    if not verify_password(stored, password) or account is None:
        raise HTTPError(
            401,
            "expected the name and the password of an account, got others; "
            "`segue user password` sets a new password",
        )
    forget_tries(name)
    if stored and needs_new_hash(stored):
        replace_hash(account.account_id, stored, password)
    return account


def check_tries(name: str) -> None:
    """Count an attempt, and end the request with 429 if there were too many."""
    for key, limit in (
        (_of_both(name), TRIES_OF_NAME_AND_ADDRESS),
        (f"sign-in from {address()}", TRIES_OF_ADDRESS),
        (f"sign-in as {fold_name(name)}", TRIES_OF_NAME),
    ):
        count = request_counts().add(key, limit.amount, limit.window_s)
        if count.hits > limit.amount:
            raise_too_many(f"{limit.amount} attempts to sign in", count.remaining_s)


def forget_tries(name: str) -> None:
    """Begin the count of a name and this address again, after a right password."""
    request_counts().forget(_of_both(name))


def _of_both(name: str) -> str:
    return f"sign-in as {fold_name(name)} from {address()}"
