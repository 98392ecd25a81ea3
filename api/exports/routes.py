"""Routes of lists that leave: files of playlists."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from api.exports.formats import FORMATS
from api.exports.playlist_files import export_playlist
from api.exports.schemas import PlaylistExport

FILES = {kind.media_type: {"schema": {"type": "string"}} for kind in FORMATS.values()}
RESPONSES: dict[int | str, Any] = {
    200: {"description": "The playlist as a file.", "content": FILES},
    **{status: {"description": ""} for status in (403, 404, 415)},
}
bp = APIBlueprint("exports", __name__)


@bp.post("/playlists/export")
@bp.input(PlaylistExport)
@bp.doc(responses=RESPONSES)
def post_playlist_export(json_data: PlaylistExport) -> Response:
    """Return a list of tracks as a file for players and other services.

    `csv` has the columns of Exportify.app and can be loaded by `segue ingest tracks`; `jspf` and
    `xspf` have ISRCs and MusicBrainz's ids where they are known; `m3u` has the tags of each track,
    and the paths of local files with `use_library`.
    """
    return export_playlist(json_data)
