"""Routes of listening: players of a track, its file, and the plays that a listener sends."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response

from api.http.profiles import current_profile_id
from api.listening.files import MEDIA_TYPES, find_players, send_audio
from api.listening.plays import delete_plays, list_plays, store_play
from api.listening.schemas import PlayBody, Players, PlayPage, PlaysQuery

SOUND = {"schema": {"type": "string", "format": "binary"}}
FILES = dict.fromkeys(MEDIA_TYPES.values(), SOUND)
AUDIO: dict[int | str, Any] = {
    200: {"description": "The file.", "content": FILES},
    206: {"description": "The range that was asked for.", "content": FILES},
    304: {"description": "The browser has the file."},
    404: "",
    416: "The file is shorter than the range says.",
}
bp = APIBlueprint("listening", __name__)


@bp.get("/tracks/<track_id>/players")
@bp.output(Players)
@bp.doc(responses=[404])
def get_players(track_id: str) -> Any:
    """Return what can play a track: its file in the library, and Spotify's player."""
    return find_players(track_id)


@bp.get("/tracks/<track_id>/audio")
@bp.doc(responses=AUDIO)
def get_audio(track_id: str) -> Response:
    """Return the file of a track in `SEGUE_LIBRARY`, or a range of its bytes."""
    return send_audio(track_id)


@bp.get("/plays")
@bp.input(PlaysQuery, location="query")
@bp.output(PlayPage)
def get_plays(query_data: PlaysQuery) -> Any:
    """Return what the listener played in the app, and agreed to keep, the newest first."""
    return list_plays(current_profile_id(), query_data.limit, query_data.cursor)


@bp.put("/plays/<uuid:play_id>")
@bp.input(PlayBody)
@bp.doc(responses={204: "The play is stored.", 403: "", 404: "", 415: ""})
def put_play(play_id: UUID, json_data: PlayBody) -> tuple[str, int]:
    """Store a play, or how long it has lasted by now; the sender chooses its id.

    Sent again, or in another order, it is the same play: the longest time stays.
    """
    store_play(current_profile_id(), play_id, json_data)
    return "", 204


@bp.delete("/plays")
@bp.doc(responses={204: "The listener has no plays any more.", 403: ""})
def delete_all_plays() -> tuple[str, int]:
    """Delete all plays of the listener in the app; the next build forgets them."""
    delete_plays(current_profile_id())
    return "", 204
