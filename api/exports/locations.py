"""Where the local file of a track is, as players expect it in a path or in a URI."""

from pathlib import PurePath
from urllib.parse import quote

from api.exports.entries import Entry, Playlist
from api.exports.safe_text import UNPRINTABLE


def to_path(playlist: Playlist, entry: Entry) -> str | None:
    """Return the path for one line of an M3U; None without a file, or for a path of two lines."""
    path = _relative(playlist, entry)
    if path is None or UNPRINTABLE.search(str(path)):
        return None
    text = path.as_posix()
    return f"./{text}" if text.startswith("#") else text


def to_uri(playlist: Playlist, entry: Entry) -> str | None:
    """Return the location as a URI, a relative one if the path is."""
    path = _relative(playlist, entry)
    if path is None:
        return None
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix().encode("utf-8", "surrogateescape"))


def _relative(playlist: Playlist, entry: Entry) -> PurePath | None:
    """Return the path from the folder where the playlist will lie, else the whole path."""
    if entry.file is None:
        return None
    path, folder = entry.file.path, playlist.folder
    return path.relative_to(folder) if folder and path.is_relative_to(folder) else path
