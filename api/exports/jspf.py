"""JSPF, the JSON form of XSPF, with the extension of MusicBrainz that ListenBrainz reads.

https://www.xspf.org/jspf and https://musicbrainz.org/doc/jspf
"""

from typing import Any

import orjson

from api.exports.entries import Entry, Playlist
from api.exports.locations import to_uri
from api.exports.safe_text import to_one_line

CREATOR = "Segue"
TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track"
PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist"


def write_jspf(playlist: Playlist) -> str:
    """Return the list as JSPF."""
    return orjson.dumps(build_jspf(playlist), option=orjson.OPT_INDENT_2).decode() + "\n"


def build_jspf(playlist: Playlist) -> dict[str, Any]:
    """Return the list as the JSON object that a JSPF file is."""
    body: dict[str, Any] = {
        "title": to_one_line(playlist.name),
        "creator": CREATOR,
        "date": playlist.created_at.isoformat(),
        "track": [_build_track(playlist, entry) for entry in playlist.entries],
        # no lists, as JSPF has them: MusicBrainz and ListenBrainz write and read one object
        "extension": {PLAYLIST_EXTENSION: {"public": False}},
    }
    if playlist.description:
        body["annotation"] = playlist.description
    return {"playlist": body}


def _build_track(playlist: Playlist, entry: Entry) -> dict[str, Any]:
    known = {
        "isrc": entry.isrc,
        "artists": [{"artist_credit_name": name} for name in entry.artists] or None,
        "segue_track_id": entry.track_id,
    }
    location = to_uri(playlist, entry)
    track = {
        "location": [location] if location else None,
        "identifier": entry.identifiers or None,
        "title": to_one_line(entry.title),
        "creator": to_one_line(entry.creator) or None,
        "album": to_one_line(entry.album) or None,
        "duration": entry.summary["duration_ms"],
        "info": entry.summary["spotify_url"],
        "extension": {
            TRACK_EXTENSION: {
                "additional_metadata": {name: value for name, value in known.items() if value}
            }
        },
    }
    return {name: value for name, value in track.items() if value is not None}
