"""Columns of a table of scrobbles, by what its header calls them.

The names are those of exporters of Last.fm, of players, and of Apple Music's play activity. A
table without a header, as lastfm-to-csv writes it, has artist, album, track and time.
"""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ingestion.lastfm.times import parse_time

NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        "uts", "timestamp", "listened_at", "played_at", "scrobbled_at", "scrobble_time", "ts",
        "utc_time", "date_time", "datetime", "date_played", "event_start_timestamp", "time", "date",
    ),
    "track": ("track", "track_name", "track_title", "song", "song_name", "title", "name"),
    "artist": ("artist", "artist_name", "track_artist", "artists"),
    "album": ("album", "album_name", "album_title", "release", "release_name",
              "container_album_name"),
    "ms_played": ("ms_played", "play_duration_milliseconds", "played_ms"),
    "duration_ms": ("duration_ms", "media_duration_in_milliseconds", "track_duration_ms"),
    "isrc": ("isrc",),
    "track_uri": ("spotify_track_uri", "track_uri", "spotify_id", "spotify_uri"),
    "event": ("event_type",),
}  # fmt: skip
NEEDED = ("time", "track", "artist")
WITHOUT_HEADER = {"artist": 0, "album": 1, "track": 2, "time": 3}
EXPECTED = "a header with a time, an artist and a track (such as uts,artist,album,track)"


def find_columns(header: Sequence[str], zone: ZoneInfo) -> tuple[dict[str, int], bool]:
    """Return the place of each column, and whether the first line is a header.

    Columns that are missing are not in it.
    """
    if len(header) == len(WITHOUT_HEADER) and parse_time(header[WITHOUT_HEADER["time"]], zone):
        return dict(WITHOUT_HEADER), False
    names = [_simplify(name) for name in header]
    places: dict[str, int] = {}
    for column, known in NAMES.items():
        found = next((name for name in known if name in names), None)
        if found is not None:
            places[column] = names.index(found)
    return places, True


def _simplify(name: str) -> str:
    # lastfmstats writes the name of the user behind it: Date#kit
    return re.sub(r"[\s_\-]+", "_", name.partition("#")[0].strip().lower())
