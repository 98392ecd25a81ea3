"""CSV with the columns of Exportify.app, so that `segue ingest tracks` can load it again.

https://github.com/watsonbox/exportify
"""

import csv
import io
from typing import Any

from api.exports.entries import Entry, Playlist
from api.exports.safe_text import GUARD, guard_formula, to_one_line
from api.tracks.audio_features import AudioFeatures
from api.tracks.queries import SPOTIFY_ID

COLUMNS = (
    "Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name",
    "Album Artist URI(s)", "Album Artist Name(s)", "Album Release Date", "Album Image URL",
    "Disc Number", "Track Number", "Track Duration (ms)", "Track Preview URL", "Explicit",
    "Popularity", "ISRC", "Added By", "Added At",
)  # fmt: skip
# Exportify's options; the last is ours: it says that a mark before a formula is not part of a name
FEATURES = [name for name in AudioFeatures.model_fields if name != "duration_ms"]
MORE = ("Artist Genres", *(name.replace("_", " ").title() for name in FEATURES), "Formula Guard")


def write_csv(playlist: Playlist) -> str:
    """Return the list as CSV in the order of its entries."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *MORE])
    added_at = playlist.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    for entry in playlist.entries:
        writer.writerow([_cell(value) for value in _row(entry, added_at)])
    return text.getvalue()


def _row(entry: Entry, added_at: str) -> list[Any]:
    summary, album = entry.summary, entry.summary["album"]
    artist_ids = [each["artist_id"] for each in summary["artists"] if each["artist_name"]]
    image = album["album_image"] if album else None
    return [
        entry.spotify_uri or guard_formula(entry.track_id),
        guard_formula(summary["track_name"]),
        _uris("artist", artist_ids),
        guard_formula(_join(entry.artists)),
        _uris("album", [album["album_id"]] if album else []),
        guard_formula(entry.album),
        None,
        None,
        summary["track_release_date"],
        image if image and image.startswith("https://") else None,
        None,
        None,
        summary["duration_ms"],
        None,
        summary["is_explicit"],
        summary["track_popularity"],
        entry.isrc,
        None,
        added_at,
        guard_formula(",".join(entry.genres)),
        *(entry.audio_features[name] for name in FEATURES),
        GUARD,
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else to_one_line(str(value))


def _join(names: list[str]) -> str:
    """Join names as Exportify does: a comma within a name is escaped."""
    return ", ".join(to_one_line(name).replace(",", "\\,") for name in names)


def _uris(kind: str, ids: list[str]) -> str | None:
    """Return the URIs at Spotify, or nothing if an id is not one of Spotify's."""
    if not ids or not all(SPOTIFY_ID.fullmatch(key) for key in ids):
        return None
    return ", ".join(f"spotify:{kind}:{key}" for key in ids)
