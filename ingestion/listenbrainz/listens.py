"""A listen as rows of raw.plays and raw.tracks.

What listens say badly: `listened_at` is the start of a play, in seconds, and nothing says how long
it lasted; a Spotify id is an address, under `spotify_id` or `origin_url`; a duration is in
`duration_ms` or, in seconds, in `duration`; ids of MusicBrainz come from the player
(`additional_info`) or from the names (`mbid_mapping`).
https://listenbrainz.readthedocs.io/en/latest/users/json.html
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.files.ids import TRACK_ID
from ingestion.listens.listen import LONGEST_MS, Listen, build_listen, parse_isrc
from ingestion.load.json_values import as_object, parse_text, parse_whole

LONGEST_KEY = 64
MBID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def parse_listen(entry: Any) -> Listen:
    """Return the rows of a listen as the API, the export and the dump write it.

    Raises
    ------
    NoListen
        If it has no time, or names no track.
    """
    body = as_object(entry)
    metadata = as_object(body.get("track_metadata"))
    info = as_object(metadata.get("additional_info"))
    mapping = as_object(metadata.get("mbid_mapping"))
    mbid = _find_mbid(info.get("recording_mbid")) or _find_mbid(mapping.get("recording_mbid"))
    msid = body.get("recording_msid", metadata.get("recording_msid"))
    return build_listen(
        body.get("listened_at", body.get("timestamp")),
        parse_text(metadata.get("track_name")),
        parse_text(metadata.get("artist_name")),
        spotify_id=_find_spotify_id(info),
        album_name=parse_text(metadata.get("release_name")),
        platform=parse_text(info.get("media_player")) or parse_text(info.get("submission_client")),
        duration_ms=_find_duration(info),
        isrc=parse_isrc(info.get("isrc")),
        recording_mbid=mbid,
        names=tuple(name for name in (mbid, msid if isinstance(msid, str) else None) if name),
    )


def _find_spotify_id(info: Mapping[str, Any]) -> str | None:
    for name in ("spotify_id", "origin_url"):
        text = info.get(name)
        found = TRACK_ID.match(text.strip()) if isinstance(text, str) else None
        if found and len(found[1]) <= LONGEST_KEY:
            return found[1]
    return None


def _find_duration(info: Mapping[str, Any]) -> int | None:
    for name, factor in (("duration_ms", 1), ("duration", 1_000)):
        value = info.get(name)
        found = parse_whole(int(value) if isinstance(value, str) and value.isdecimal() else value)
        if found is not None and 0 < found * factor <= LONGEST_MS:
            return found * factor
    return None


def _find_mbid(value: Any) -> str | None:
    return value.lower() if isinstance(value, str) and MBID.fullmatch(value) else None
