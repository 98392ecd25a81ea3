"""A new playlist in the account that signed in: the one thing that Segue writes at Spotify.

A request that may have been carried out is never sent again: it would add its songs twice.
https://developer.spotify.com/documentation/web-api/reference/create-playlist
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
import spotipy

from ingestion.http.errors import ApiError, LoginNeeded, RateLimited
from ingestion.http.retry import LONGEST_WAIT_S, TRIES, instant_after, seconds_to_wait
from ingestion.spotify.client import BAD_BODY_ERRORS, TIMEOUT_S
from ingestion.spotify.error_mapping import map_login_error
from ingestion.spotify.oauth import ACCOUNTS, Login
from segue.connection import open_connection
from segue.response_limits import limit_responses

API = "https://api.spotify.com/v1"
MAX_ITEMS = 100  # of one request
PLAYLIST_ID = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True)
class NewPlaylist:
    """A playlist at Spotify, and how many songs it has."""

    playlist_id: str
    number_of_items: int

    @property
    def url(self) -> str:
        """Return the page of the playlist."""
        return f"https://open.spotify.com/playlist/{self.playlist_id}"


class UnfinishedPlaylist(ApiError):
    """The playlist was made, and not all songs are in it."""


def create_playlist(
    url: str, name: str, track_uris: Sequence[str], description: str = "", *,
    api: str = API, accounts: str = ACCOUNTS, sleep: Callable[[float], None] = time.sleep,
) -> NewPlaylist:  # fmt: skip
    """Create a private playlist with these songs, by the login in the database at `url`.

    Raises
    ------
    LoginNeeded
        If nobody signed in, or the login does not permit playlists to be made.
    UnfinishedPlaylist
        If the playlist was made, but Spotify did not take all songs.
    RateLimited
        If no playlist was made, and Spotify asks to wait for long.
    """
    with requests.Session() as session, open_connection(url, autocommit=True) as connection:
        limit_responses(session)
        writer = _Writer(session, Login.from_database(connection, session, accounts), api, sleep)
        body = {"name": name, "description": description, "public": False}
        playlist_id = str(writer.post("/me/playlists", body).get("id"))
        if not PLAYLIST_ID.fullmatch(playlist_id):
            raise ApiError("expected the id of the new playlist, got none; look for it at Spotify")
        return _add_items(writer, playlist_id, track_uris)


def _add_items(writer: "_Writer", playlist_id: str, uris: Sequence[str]) -> NewPlaylist:
    for start in range(0, len(uris), MAX_ITEMS):
        some = list(uris[start : start + MAX_ITEMS])
        try:
            writer.post(f"/playlists/{playlist_id}/items", {"uris": some, "position": start})
        except ApiError as error:
            made = NewPlaylist(playlist_id, start)
            raise UnfinishedPlaylist(
                f"expected {len(uris)} songs in {made.url}, got {start} for certain ({error}); "
                "delete the playlist and export again"
            ) from error
    return NewPlaylist(playlist_id, len(uris))


class _Writer:
    """Sends writes; waits out short limits, and renews the token once."""

    def __init__(
        self, session: requests.Session, login: Login, api: str, sleep: Callable[[float], None]
    ) -> None:
        self._session, self._login, self._api, self._sleep = session, login, api, sleep

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the JSON object with which Spotify answers."""
        has_renewed = False
        for _ in range(TRIES):
            answer = self._send(path, body)
            if answer.status_code == 401 and not has_renewed:
                has_renewed = True
                self._token(renewed=True)
                continue
            if answer.status_code == 429:
                wait = seconds_to_wait(answer.headers)
                if wait > LONGEST_WAIT_S:
                    raise RateLimited("a long limit of Spotify's", instant_after(wait))
                self._sleep(wait)
                continue
            return _read(answer)
        raise ApiError(
            f"expected Spotify to answer, got {answer.status_code} {TRIES} times; try later"
        )

    def _send(self, path: str, body: Mapping[str, Any]) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token()}"}
        try:
            return self._session.post(
                f"{self._api}{path}", json=body, headers=headers, timeout=TIMEOUT_S,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise ApiError(
                f"expected Spotify to answer, got {type(error).__name__}; it may have done it, "
                "look there before you try again"
            ) from error

    def _token(self, *, renewed: bool = False) -> str:
        try:
            return (
                self._login.renew()["access_token"] if renewed else self._login.get_access_token()
            )
        except spotipy.SpotifyOauthError as error:
            mapped = map_login_error(error)
            raise (
                mapped
                if isinstance(mapped, ApiError)
                else ApiError(f"expected a token from Spotify, got {mapped}; try later")
            ) from error
        except BAD_BODY_ERRORS as error:
            raise ApiError(
                f"expected a token from Spotify, got {type(error).__name__}; try later"
            ) from error


def _read(answer: requests.Response) -> Mapping[str, Any]:
    if answer.status_code in (401, 403):
        raise LoginNeeded(
            f"expected the permission to make playlists, got {answer.status_code}; "
            "run `segue login --playlists` and permit it"
        )
    try:
        body = answer.json()
    except ValueError:
        body = None
    if answer.status_code not in (200, 201) or not isinstance(body, Mapping):
        raise ApiError(
            f"expected Spotify to answer, got {answer.status_code}; it may have done it, "
            "look there before you try again"
        )
    return body
