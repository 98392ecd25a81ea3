"""Data sets for measuring quality: real files, the demo catalogue, synthetic playlists."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from benchmarks.songs import FILE, name_recordings, read_songs
from benchmarks.synthetic_playlists import synthetic_playlists
from ingestion.demo.entities import Catalogue, Track
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.scenes import GENRE_OF
from recommender.features import FEATURES

Tables = dict[str, pa.Table]
MEMBERSHIP = ("playlist_id", "track_id", "position")
ARCHIVE = FILE.parent / "archive_60_added_removed.parquet"


def songs(path: Path = FILE) -> Tables:
    """Return the file of songs; genres come from its playlists, and from nowhere else."""
    tables = dict(read_songs(path))
    named = pyarrow.csv.read_csv(path).select(["playlist_id", "playlist_genre"])
    genres = named.group_by(["playlist_id", "playlist_genre"]).aggregate([])
    tables["playlist_genres"] = genres.rename_columns(["playlist_id", "genre"])
    tables["genres"] = tables["genres"].slice(0, 0)
    return tables


def archive(path: Path = ARCHIVE) -> Tables:
    """Return sixty editorial playlists with all that ever stood in them, and since when."""
    rows = pyarrow.parquet.read_table(path)
    first = _once(rows)
    artists = [
        (track, artist)
        for track, ids in zip(
            first["track_id"].to_pylist(), first["artist_ids"].to_pylist(), strict=True
        )
        for artist in dict.fromkeys(ids or [])
    ]
    first_artists = pa.array([(by or [None])[0] for by in first["artist_names"].to_pylist()])
    titles = first["track_name"].cast(pa.string())
    text = pa.array([], pa.string())
    return {
        "tracks": pa.table(
            {
                "track_id": first["track_id"].cast(pa.string()),
                "recording_id": name_recordings(titles, pa.chunked_array([first_artists])),
            }
        ),
        "features": pa.table(
            {"track_id": text, **{name: pa.array([], pa.float64()) for name in FEATURES}}
        ),
        "memberships": pa.table(
            {
                "playlist_id": rows["playlist_id"].cast(pa.string()),
                "track_id": rows["track_id"].cast(pa.string()),
                "added_at": pc.cast(rows["added"].cast(pa.string()), pa.timestamp("us")),
            }
        ),
        "artists": pa.table(
            {"track_id": [track for track, _ in artists], "artist_id": [a for _, a in artists]}
        ),
        "genres": pa.table({"track_id": text, "genre": text}),
    }


def _once(rows: pa.Table) -> pa.Table:
    """Return the first row of each track."""
    seen: dict[str, int] = {}
    for place, track in enumerate(rows["track_id"].to_pylist()):
        seen.setdefault(track, place)
    return rows.take(pa.array(sorted(seen.values())))


def demo(world: Catalogue | None = None) -> Tables:
    """Return the demo catalogue as the marts have it, without a database."""
    world = world or generate_catalogue()
    tracks = world.tracks
    heard = {track.track_id: track.features for track in tracks if track.features is not None}
    members = [
        (playlist.playlist_id, entry.track_id, position)
        for playlist in world.playlists
        for position, entry in enumerate(playlist.entries)
        if isinstance(entry, Track)
    ]
    by = [(track.track_id, artist) for track in tracks for artist in track.artists]
    genres = dict.fromkeys(
        (track, genre)
        for track, artist in by
        for genre in (GENRE_OF[artist.scene].name, artist.scene)
    )
    return {
        "tracks": pa.table(
            {
                "track_id": [track.track_id for track in tracks],
                "track_popularity": [track.popularity for track in tracks],
                "recording_id": [track.version_of or track.track_id for track in tracks],
            }
        ),
        "features": pa.table(
            {
                "track_id": list(heard),
                **{
                    f"af_{name}": [float(of.get(name, math.nan)) for of in heard.values()]
                    for name in (column.removeprefix("af_") for column in FEATURES)
                },
            }
        ),
        "memberships": pa.table(dict(zip(MEMBERSHIP, zip(*members, strict=True), strict=True))),
        "artists": pa.table(
            {"track_id": [t for t, _ in by], "artist_id": [a.artist_id for _, a in by]}
        ),
        "genres": pa.table(
            {"track_id": [track for track, _ in genres], "genre": [genre for _, genre in genres]}
        ),
    }


DATA: Mapping[str, tuple[str, Callable[[], Tables]]] = {
    "demo": ("Demo catalogue", demo),
    "songs": ("Real: spotify_songs.csv.gz", songs),
    "archive": ("Real: sixty editorial playlists and their history", archive),
    "synthetic": ("Synthetic playlists", synthetic_playlists),
}
NEEDS = {"songs": FILE, "archive": ARCHIVE}
