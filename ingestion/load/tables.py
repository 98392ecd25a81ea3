"""The raw tables, declared once: Postgres, dlt and Arrow all read their columns from here."""

from dataclasses import dataclass
from functools import cached_property

from ingestion.load.audio_features import FEATURES, WHOLE_FEATURES

DATASET = "raw"

# what every row says about itself; `_dlt_load_id` is dlt's own
OWN_KEY = {"_source": "text", "_provider": "text"}
OWN = {
    **OWN_KEY,
    "_fetched_at": "timestamp",
    "_row_hash": "bigint",
    "_payload": "json",
    "_dlt_load_id": "text",
}


@dataclass(frozen=True)
class RawTable:
    """One raw table: its columns by name with dlt's data types, and what makes a row unique."""

    name: str
    key: tuple[str, ...]
    content: dict[str, str]
    replaced_by: tuple[str, ...] = ()  # a new load of these columns' values replaces all its rows

    @cached_property
    def full_key(self) -> tuple[str, ...]:
        """Return the columns of the unique index."""
        return (*OWN_KEY, *self.key)

    @cached_property
    def columns(self) -> dict[str, str]:
        """Return every column with its data type, the row's own columns first."""
        return {**OWN, **self.content}

    @cached_property
    def required(self) -> frozenset[str]:
        """Return the columns that are never null."""
        return frozenset(self.full_key) | (frozenset(OWN) - {"_payload"})


TABLES = {
    table.name: table
    for table in (
        RawTable("tracks", ("track_id",), {
            "track_id": "text", "name": "text", "duration_ms": "bigint", "explicit": "bool",
            "popularity": "bigint", "isrc": "text", "recording_mbid": "text",
            "track_number": "bigint", "disc_number": "bigint", "is_local": "bool",
            "is_playable": "bool",
            "preview_url": "text", "album_id": "text", "album_name": "text",
            "album_type": "text", "release_date": "text", "artists": "json",
            "genres": "json", "images": "json",
        }),
        RawTable("albums", ("album_id",), {
            "album_id": "text", "name": "text", "album_type": "text",
            "total_tracks": "bigint", "release_date": "text",
            "release_date_precision": "text", "popularity": "bigint", "label": "text",
            "artists": "json", "genres": "json", "images": "json",
        }),
        RawTable("artists", ("artist_id",), {
            "artist_id": "text", "name": "text", "popularity": "bigint",
            "followers": "bigint", "genres": "json", "images": "json",
            "profile_url": "text",
        }),
        RawTable("audio_features", ("track_id",), {
            "track_id": "text", **dict.fromkeys(FEATURES, "double"),
            **dict.fromkeys(WHOLE_FEATURES, "bigint"), "duration_ms": "bigint",
        }),
        RawTable("playlists", ("playlist_id",), {
            "playlist_id": "text", "name": "text", "description": "text",
            "owner_id": "text", "owner_name": "text", "snapshot_id": "text",
            "is_collaborative": "bool", "is_public": "bool", "genre": "text",
            "subgenre": "text", "number_of_followers": "bigint",
            "modified_at": "timestamp", "images": "json",
        }),
        RawTable("playlist_items", ("playlist_id", "position"), {
            "playlist_id": "text", "position": "bigint", "track_id": "text",
            "track_uri": "text", "item_type": "text", "track_name": "text",
            "artist_name": "text", "added_at": "timestamp", "added_by": "text",
        }, replaced_by=("playlist_id",)),
        # playlists as they were on a day: who joined and left, and when, is the difference
        RawTable("playlist_snapshots", ("playlist_id", "snapshot_date", "position"), {
            "playlist_id": "text", "snapshot_date": "date", "position": "bigint",
            "track_id": "text", "track_uri": "text",
        }, replaced_by=("playlist_id", "snapshot_date")),
        RawTable("plays", ("played_at", "track_key"), {
            "played_at": "timestamp", "track_key": "text", "track_id": "text",
            "track_uri": "text", "track_name": "text", "artist_name": "text",
            "album_name": "text", "ms_played": "bigint", "reason_start": "text",
            "reason_end": "text", "platform": "text", "is_shuffle": "bool",
            "is_skipped": "bool", "is_offline": "bool", "is_incognito": "bool",
            "context_uri": "text",
        }),
        RawTable("saved_tracks", ("track_id",), {
            "track_id": "text", "added_at": "timestamp",
        }),
        RawTable("saved_albums", ("album_id",), {
            "album_id": "text", "added_at": "timestamp",
        }),
        RawTable("banned_tracks", ("track_id",), {
            "track_id": "text", "track_name": "text", "artist_name": "text",
        }),
        # what names mean at MusicBrainz; `name_key` and `lookup_key` are how a track is found
        RawTable("canonical_recordings", ("recording_mbid",), {
            "recording_mbid": "text", "recording_name": "text", "artist_credit_name": "text",
            "release_mbid": "text", "release_name": "text", "combined_lookup": "text",
            "score": "bigint", "name_key": "text", "lookup_key": "text",
        }),
    )
}  # fmt: skip
