"""The account that a Spotify user signs in to, or is connected with."""

import secrets
from typing import Any

from api.accounts.accounts import (
    MAX_NAME_LENGTH,
    AccountError,
    add_account,
    connect_spotify,
    find_account,
    find_by_spotify,
)
from api.accounts.spotify import Attempt, SpotifySignInError
from api.http.identity import current_person
from segue.settings import settings

ATTEMPTS = 3


def account_of_spotify(attempt: Attempt, spotify_id: str, display_name: str) -> Any:
    """Return the row of the account to sign in to.

    Raises
    ------
    SpotifySignInError
        If no account has this Spotify user, or another one has.
    """
    if attempt.account_id is not None:
        return _connected(attempt.account_id, spotify_id)
    found = find_by_spotify(spotify_id)
    if found is None and settings().spotify_sign_in == "anyone":
        found = _added(spotify_id, display_name)
    if found is None:
        raise SpotifySignInError("unknown")
    return found


def _connected(account_id: str, spotify_id: str) -> Any:
    """Return the account of the person who began signed in, and still is."""
    person = current_person()
    if person is None or str(person.account_id) != account_id:
        raise SpotifySignInError("expired")
    if not connect_spotify(person.account_id, spotify_id):
        raise SpotifySignInError("taken")
    return find_account(person.name)


def _added(spotify_id: str, display_name: str) -> Any | None:
    """Return a new account under the person's name, with a number if another has that name."""
    # some emoji are joined by characters that cannot be seen
    shown = "".join(letter for letter in display_name if letter.isprintable()).strip()
    name = plain = shown[: MAX_NAME_LENGTH - 5].strip() or "listener"
    for _ in range(ATTEMPTS):
        try:
            return add_account(name, spotify_id=spotify_id)
        except AccountError:
            if (found := find_by_spotify(spotify_id)) is not None:
                return found  # made by another request meanwhile
            name = f"{plain} {secrets.randbelow(9000) + 1000}"
    return None
