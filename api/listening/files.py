"""What can play a track: its file in the folder of the library, and Spotify's player."""

import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Response, request, send_file

from api.exports.entries import Entry, load_entries
from api.exports.library import Library, NoLibrary
from api.http.ids import check_id
from api.http.problems import raise_problem
from segue.settings import settings

EMBED = "https://open.spotify.com/embed/track/"
# a browser guesses nothing: what is served is sound
MEDIA_TYPES = {
    ".aac": "audio/aac", ".aif": "audio/aiff", ".aifc": "audio/aiff", ".aiff": "audio/aiff",
    ".flac": "audio/flac", ".m4a": "audio/mp4", ".m4b": "audio/mp4", ".mp1": "audio/mpeg",
    ".mp2": "audio/mpeg", ".mp3": "audio/mpeg", ".mp4": "audio/mp4", ".oga": "audio/ogg",
    ".ogg": "audio/ogg", ".opus": "audio/ogg", ".spx": "audio/ogg", ".wav": "audio/wav",
}  # fmt: skip
SCANNED_FOR_S = 60.0  # how long a process takes the folder to be unchanged


@dataclass
class _Scan:
    library: Library
    folder: Path
    at: float


_lock = Lock()
_scan: _Scan | None = None


def find_players(track_id: str) -> dict[str, Any]:
    """Return the addresses of a track's file and of Spotify's player; an unknown track ends it."""
    entry = load_entries([check_id(track_id)])[0]
    at_spotify = entry.summary["spotify_url"] and settings().spotify_player == "on"
    address = f"{request.script_root}/api/v1/tracks/{quote(track_id, safe='')}/audio"
    return {
        "file_url": address if _find_file(entry) else None,
        "embed_url": f"{EMBED}{quote(track_id, safe='')}" if at_spotify else None,
    }


def send_audio(track_id: str) -> Response:
    """Return the file of a track; none in the library ends the request with 404."""
    path = _find_file(load_entries([check_id(track_id)])[0])
    if path is None:
        _raise_no_file(track_id)
    try:
        response = send_file(
            path, mimetype=MEDIA_TYPES[path.suffix.lower()], conditional=True, etag=True, max_age=0
        )
    except OSError:  # removed since the folder was read
        _raise_no_file(track_id)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _find_file(entry: Entry) -> Path | None:
    """Return the file of a track, which is within the folder still."""
    library = _load_library()
    found = library.find(entry) if library else None
    if library is None or found is None or found.path.suffix.lower() not in MEDIA_TYPES:
        return None
    real = found.path.resolve()
    return real if real.is_relative_to(library.folder) and real.is_file() else None


def _load_library() -> Library | None:
    """Return the library, read anew once a minute; None without a folder."""
    global _scan
    folder = settings().library
    if folder is None:
        return None
    with _lock:
        now = time.monotonic()
        if _scan is None or _scan.folder != folder or now - _scan.at > SCANNED_FOR_S:
            try:
                _scan = _Scan(Library.from_folder(folder), folder, now)
            except NoLibrary:
                return None
        return _scan.library


def _raise_no_file(track_id: str) -> NoReturn:
    raise_problem(
        404,
        f"expected a track with a file in the library of the server, got {track_id!r}; "
        "the owner sets SEGUE_LIBRARY to a folder whose tags name it",
    )
