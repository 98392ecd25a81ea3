"""A playlist in one of the formats, as a response that browsers store as a file."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

from flask import Response

from api.exports.entries import Playlist, load_entries
from api.exports.formats import FORMATS
from api.exports.library import Library
from api.exports.safe_text import to_file_name
from api.exports.schemas import NamedList, PlaylistExport
from api.http.problems import raise_problem
from segue.settings import settings


def export_playlist(body: PlaylistExport) -> Response:
    """Return the list as a file; an unknown track ends the request with 404."""
    playlist, kind = load_playlist(body), FORMATS[body.format]
    response = Response(kind.write(playlist), mimetype=kind.media_type)
    name = to_file_name(body.name, kind.suffix)
    # made safe once more: other characters become a slash only here, and no letter may be left
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    ascii_name = to_file_name(plain.removesuffix(f".{kind.suffix}"), kind.suffix)
    names = {"filename": ascii_name}
    if ascii_name != name:  # RFC 5987
        names["filename*"] = f"UTF-8''{quote(name)}"
    response.headers.set("Content-Disposition", "attachment", **names)
    response.headers["Cache-Control"] = "no-store"
    return response


def load_playlist(body: NamedList) -> Playlist:
    """Return the playlist of a request; an unknown track ends it with 404."""
    entries, folder = load_entries(body.track_ids), None
    if body.use_library:
        library = Library.from_folder(_library_folder())
        entries, folder = library.match(entries), library.folder
    return Playlist(body.name, entries, body.description, folder)


def _library_folder() -> Path:
    folder = settings().library
    if folder is None or not folder.is_dir():
        raise_problem(
            422,
            "expected a folder with music on the server, got none; "
            "the owner sets SEGUE_LIBRARY, or export without use_library",
        )
    return folder
