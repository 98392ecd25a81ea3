"""A new playlist at ListenBrainz, sent as JSPF with MusicBrainz's ids of its recordings.

ListenBrainz takes only tracks with such an id. It looks ids up by names itself, and the tags of
local files may have them. https://listenbrainz.readthedocs.io/en/latest/users/api/playlist.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests

from api.exports.entries import RECORDING, Entry, Playlist
from api.exports.jspf import PLAYLIST_EXTENSION
from api.exports.safe_text import to_one_line
from segue.errors import Deferred, LoginRequired, SegueError
from segue.response_limits import limit_responses

API = "https://api.listenbrainz.org"
MAX_LOOKUPS = 50  # of one request
MAX_ADDED = 100
MAX_NAMES_LENGTH = 250  # of artist and title together
TIMEOUT_S = 30


class ListenBrainzError(SegueError):
    """ListenBrainz did not take the playlist, or not all of it."""


class ListenBrainzLimit(ListenBrainzError, Deferred):
    """ListenBrainz asks to wait."""

    exit_code = Deferred.exit_code


class ListenBrainzRefusal(ListenBrainzError, LoginRequired):
    """ListenBrainz does not accept the token."""


@dataclass(frozen=True)
class SentPlaylist:
    """A playlist at ListenBrainz, and the entries that MusicBrainz does not know."""

    playlist_mbid: str
    unknown: Sequence[Entry]

    @property
    def url(self) -> str:
        """Return the page of the playlist."""
        return f"https://listenbrainz.org/playlist/{self.playlist_mbid}"


def send_playlist(playlist: Playlist, token: str, api: str = API) -> SentPlaylist:
    """Create a private playlist with the entries that MusicBrainz knows.

    Raises
    ------
    ListenBrainzError
        If no entry is known, the token is not accepted, or an answer is no answer.
    """
    with requests.Session() as session:
        limit_responses(session)
        client = _Client(session, token, api)
        mbids = _find_recordings(client, playlist.entries)
        known = [f"{RECORDING}{mbid}" for mbid in mbids if mbid]
        if not known:
            raise ListenBrainzError(
                f"expected a track that MusicBrainz knows, got none of {len(mbids)}; "
                "export a file instead"
            )
        body = _build_jspf(known[:MAX_ADDED], playlist)
        answer = client.post("/1/playlist/create", body)
        playlist_mbid = _parse_mbid(answer)
        if playlist_mbid is None:
            raise ListenBrainzError("expected the id of the new playlist, got none; look for it")
        for some in _split(known[MAX_ADDED:], MAX_ADDED):
            client.post(f"/1/playlist/{playlist_mbid}/item/add", _build_jspf(some))
        unknown = [each for each, mbid in zip(playlist.entries, mbids, strict=True) if not mbid]
        return SentPlaylist(playlist_mbid, unknown)


def _build_jspf(recordings: Sequence[str], playlist: Playlist | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"track": [{"identifier": recording} for recording in recordings]}
    if playlist is not None:
        body["title"] = to_one_line(playlist.name) or "Segue"
        body["annotation"] = playlist.description
        body["extension"] = {PLAYLIST_EXTENSION: {"public": False}}
    return {"playlist": body}


def _find_recordings(client: "_Client", entries: Sequence[Entry]) -> list[str | None]:
    """Return MusicBrainz's id of each entry: of its file's tags, else by its names."""
    found = [entry.recording_mbid for entry in entries]
    wanted = [
        (place, names)
        for place, entry in enumerate(entries)
        if found[place] is None and (names := _names(entry))
    ]
    for some in _split(wanted, MAX_LOOKUPS):
        answer = client.post("/1/metadata/lookup/", {"recordings": [names for _, names in some]})
        for each in answer if isinstance(answer, list) else ():
            index = each.get("index") if isinstance(each, Mapping) else None
            if isinstance(index, int) and 0 <= index < len(some):
                found[some[index][0]] = _parse_mbid(each, "recording_mbid")
    return found


def _names(entry: Entry) -> dict[str, str] | None:
    artist, title = to_one_line(entry.creator), to_one_line(entry.summary["track_name"])
    if not artist or not title or len(artist) + len(title) > MAX_NAMES_LENGTH:
        return None
    return {"artist_name": artist, "recording_name": title}


def _parse_mbid(answer: Any, name: str = "playlist_mbid") -> str | None:
    try:
        return str(UUID(answer[name]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _split(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


class _Client:
    """Sends requests; none is sent twice, as ListenBrainz may have carried it out."""

    def __init__(self, session: requests.Session, token: str, api: str) -> None:
        self._session, self._token, self._api = session, token, api

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the JSON value of the answer."""
        try:
            answer = self._session.post(
                f"{self._api}{path}",
                json=body,
                headers={"Authorization": f"Token {self._token}"},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise ListenBrainzError(
                f"expected ListenBrainz to answer, got {type(error).__name__}; look there before "
                "you try again"
            ) from error
        if answer.status_code == 401:
            raise ListenBrainzRefusal(
                "expected a token of ListenBrainz, got one that it refuses; set LISTENBRAINZ_TOKEN "
                "to that of your settings there"
            )
        if answer.status_code == 429:
            wait = answer.headers.get("X-RateLimit-Reset-In", "some")
            raise ListenBrainzLimit(f"expected an answer, got a limit; try again in {wait} seconds")
        try:
            found = answer.json()
        except ValueError:
            found = None
        if answer.status_code != 200 or found is None:
            raise ListenBrainzError(
                f"expected ListenBrainz to answer {path}, got {answer.status_code}; look there "
                "before you try again"
            )
        return found
