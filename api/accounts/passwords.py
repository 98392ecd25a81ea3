"""Password hashes by argon2id, with the parameters that argon2-cffi recommends.

A hash takes 64 MiB and a tenth of a second; few are computed at the same time.
"""

import secrets
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH = 10
MAX_LENGTH = 1024
AT_ONCE = threading.Semaphore(2)


def hash_password(password: str) -> str:
    """Return the hash of a password, with its salt and parameters."""
    with AT_ONCE:
        return _hasher().hash(_normalize(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Return whether a password is right; without a stored hash it takes as long, and is wrong."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with AT_ONCE:
            return _hasher().verify(stored or _nobodys_hash(), _normalize(password)) and bool(
                stored
            )
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Return whether a hash was made with older parameters."""
    return _hasher().check_needs_rehash(stored)


def find_fault(password: str) -> str | None:
    """Return what is wrong with a new password, or None."""
    if MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return None
    return (
        f"expected a password of {MIN_LENGTH} to {MAX_LENGTH} characters, got one of "
        f"{len(password)}; choose another"
    )


def _normalize(password: str) -> bytes:
    """Return the same bytes for the same characters, whatever keyboard typed them."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def make_hasher() -> "PasswordHasher":
    """Return the hasher; imported with the first password, as most processes never see one."""
    from argon2 import PasswordHasher

    return PasswordHasher()


_hasher = lru_cache(make_hasher)


@lru_cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
