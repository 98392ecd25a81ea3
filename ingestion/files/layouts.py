"""Recognises a file of tracks or playlist entries by its headers.

The same thing has many headers (`track_id`, `id`, `Track URI`): each column of ours lists the
ones it is known by. A layout is a set of headers that only one publisher uses; it settles how
lists and missing values are written. A file of no known layout is read as `generic`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ingestion.load.audio_features import AUDIO_FEATURES

Lists = Literal[
    "one", "semicolon", "comma", "comma_and_space", "escaped_comma", "literal", "any", "genres",
    "object_ids",
]  # fmt: skip
# what pandas, R and databases write for a value that is not there
NOTHING = ("", "NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", "\\N")

ALIASES: dict[str, tuple[str, ...]] = {
    "track_id": (
        "track_id", "track_uri", "spotify_id", "spotify_uri", "spotify_track_id",
        "spotify_track_uri", "track_url", "spotify_url", "id", "uri", "url",
    ),
    "name": ("track_name", "name", "track_title", "song_name", "title", "song", "track"),
    "artists": (
        "artists", "artist_names", "artist_name_s", "artist_name", "track_artist",
        "track_artists", "artist",
    ),
    "artist_ids": (
        "artist_ids", "id_artists", "artist_uri_s", "artist_uris", "artist_id", "artist_uri",
    ),
    "album_id": ("album_id", "track_album_id", "album_uri"),
    "album_name": ("album_name", "track_album_name", "album"),
    "album_type": ("album_type",),
    "release_date": ("release_date", "track_album_release_date", "album_release_date"),
    "year": ("year", "release_year"),
    "popularity": ("popularity", "track_popularity"),
    "duration_ms": ("duration_ms", "track_duration_ms"),
    "explicit": ("explicit", "is_explicit"),
    "isrc": ("isrc", "isrc_value"),
    "track_number": ("track_number",),
    "disc_number": ("disc_number",),
    "preview_url": ("preview_url", "track_preview_url"),
    "image_url": ("album_image_url", "image_url"),
    "genres": ("genres", "artist_genres"),
    "genre": ("track_genre", "genre"),
    "playlist_id": ("playlist_id", "playlist_uri", "pid"),
    "playlist_name": ("playlist_name",),
    "playlist_genre": ("playlist_genre",),
    "playlist_subgenre": ("playlist_subgenre",),
    "position": ("position", "pos"),
    "snapshot_date": ("snapshot_date", "snapshot_day"),
    "added_at": ("added_at",),
    "added_by": ("added_by",),
    "formula_guard": ("formula_guard",),
    "provider": ("provider", "features_provider"),
    **{feature.name: feature.aliases for feature in AUDIO_FEATURES},
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The layout of one publisher's file of tracks."""

    provider: str
    known_by: frozenset[str]
    columns: tuple[str, ...] = ()  # what a whole file of this layout has
    artists: Lists = "any"
    missing: tuple[str, ...] = ("",)
    is_a_playlist: bool = False


# the audio features that all published files have; ours may come to be more
PUBLISHED_FEATURES = (
    "danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness",
    "liveness", "valence", "tempo", "key", "mode",
)  # fmt: skip
LAYOUTS = (
    Layout(
        "tidytuesday",
        frozenset({"track_id", "track_album_release_date", "playlist_id", "playlist_genre"}),
        ("name", "artists", "popularity", "album_id", "album_name", "release_date",
         "playlist_name", "playlist_subgenre", *PUBLISHED_FEATURES, "duration_ms"),
        artists="one",
        missing=("", "NA"),
    ),
    Layout(
        "kaggle_1200k",
        frozenset({"id", "name", "album_id", "artist_ids", "disc_number", "year"}),
        ("album_name", "artists", "track_number", "explicit", *PUBLISHED_FEATURES,
         "time_signature", "duration_ms", "release_date"),
        artists="literal",
    ),
    Layout(
        "kaggle_600k",
        frozenset({"id", "name", "id_artists", "release_date"}),
        ("popularity", "duration_ms", "explicit", "artists", *PUBLISHED_FEATURES,
         "time_signature"),
        artists="literal",
    ),
    Layout(
        "kaggle_114k",
        frozenset({"track_id", "artists", "album_name", "track_genre"}),
        ("name", "popularity", "duration_ms", "explicit", *PUBLISHED_FEATURES, "time_signature"),
        artists="semicolon",
    ),
    Layout(
        "kaggle_160k",
        frozenset({"id", "name", "artists", "year", "release_date", "popularity"}),
        ("duration_ms", "explicit", *PUBLISHED_FEATURES),
        artists="literal",
    ),
    Layout(
        "exportify_app",
        frozenset({"track_uri", "artist_uri_s", "artist_name_s", "album_uri"}),
        ("name", "album_name", "release_date", "duration_ms"),
        artists="escaped_comma",
        is_a_playlist=True,
    ),
    *(
        Layout(
            "exportify_net",
            frozenset({track, "artist_name_s", "added_at"}),
            ("name", "album_name", "release_date", "duration_ms"),
            artists="comma",
            is_a_playlist=True,
        )
        for track in ("track_uri", "spotify_id")
    ),
    # answers of Soundcharts as pandas flattens them: features by ISRC
    Layout("soundcharts", frozenset({"uuid", "creditname", "isrc_value"})),
    # Exportify until 2020
    Layout(
        "exportify_app",
        frozenset({"spotify_uri", "artist_name", "track_duration_ms", "added_at"}),
        ("name", "album_name", "track_number", "disc_number", "added_by"),
        artists="comma_and_space",
        is_a_playlist=True,
    ),
)  # fmt: skip
GENERIC = Layout("generic", frozenset(), missing=NOTHING)


def normalize_header(header: str) -> str:
    """Return `Track Duration (ms)` as `track_duration_ms`."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def layout_of(header: Iterable[str]) -> Layout:
    """Return the layout whose headers are all there, or the generic one."""
    names = {normalize_header(name) for name in header}
    return next((layout for layout in LAYOUTS if layout.known_by <= names), GENERIC)


def find_places(header: list[str]) -> dict[str, int]:
    """Return where each column of ours stands in `header`; the first alias wins."""
    names = [normalize_header(name) for name in header]
    return {
        ours: names.index(alias)
        for ours, aliases in ALIASES.items()
        for alias in [next((alias for alias in aliases if alias in names), None)]
        if alias is not None
    }


def find_absent_columns(layout: Layout, places: Mapping[str, int]) -> list[str]:
    """Return the header of each column that a whole file of this layout has and this one lacks."""
    return [ALIASES[name][0] for name in layout.columns if name not in places]


def has_feature(places: Mapping[str, int]) -> bool:
    """Return whether a file has a column of an audio feature."""
    return any(feature.name in places for feature in AUDIO_FEATURES)
