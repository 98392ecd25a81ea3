"""Spotify's tokens in schema app, readable only with a key that the database does not hold."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import psycopg
from cryptography.fernet import Fernet, InvalidToken
from filelock import FileLock
from spotipy.cache_handler import CacheHandler

from ingestion.http.errors import LoginNeeded
from segue.errors import SegueError
from segue.settings import settings

ACCOUNT = "me"
NEEDED = ("access_token", "refresh_token")


class StoredTokens(CacheHandler):
    """spotipy's cache of tokens: one encrypted row of `app.spotify_tokens`."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def get_cached_token(self) -> dict[str, Any] | None:
        """Return the token and what belongs to it, or None before the first login."""
        try:
            row = self._connection.execute(
                "select token from app.spotify_tokens where account = %s", (ACCOUNT,)
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
        if row is None:
            return None
        try:
            found: dict[str, Any] = json.loads(_cipher().decrypt(bytes(row[0])))
        except InvalidToken:
            raise LoginNeeded(
                "expected the key that Spotify's tokens were encrypted with, got another; "
                "set SEGUE_TOKEN_KEY to it, or log in again"
            ) from None
        return found

    def save_token_to_cache(self, token_info: dict[str, Any]) -> None:
        """Keep the token in place of the one before, if it is one."""
        if not all(isinstance(token_info.get(name), str) for name in NEEDED):
            raise KeyError(f"expected {' and '.join(NEEDED)} from Spotify's server of tokens")
        self._connection.execute(
            "insert into app.spotify_tokens (account, token) values (%s, %s)"
            " on conflict (account) do update set token = excluded.token, updated_at = now()",
            (ACCOUNT, _cipher().encrypt(json.dumps(token_info).encode())),
        )

    def forget(self) -> None:
        """Delete the token: it is of no use any more."""
        self._connection.execute("delete from app.spotify_tokens where account = %s", (ACCOUNT,))


def _cipher() -> Fernet:
    key = settings().token_key
    text = key.get_secret_value() if key else _key_of(settings().home)
    try:
        return Fernet(text)
    except ValueError:
        raise SegueError(
            "expected SEGUE_TOKEN_KEY to be 32 bytes as URL-safe base64, got something else; "
            "unset it, or make one with cryptography's Fernet.generate_key()"
        ) from None


def _key_of(home: Path) -> str:
    """Return the key in `home`, making it the first time; only its owner may read it."""
    path = home / "token_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / "token_key.lock"):
            if not path.exists():
                fresh = path.with_suffix(".new")
                fresh.unlink(missing_ok=True)
                descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with open(descriptor, "wb") as file:
                    file.write(Fernet.generate_key())
                fresh.rename(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SegueError(
            f"expected {path} to be readable by its owner only, got a file that others can "
            f"read; run `chmod 600 {path}`"
        )
    return path.read_text(encoding="ascii").strip()
