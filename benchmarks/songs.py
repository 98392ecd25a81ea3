"""The real file of tracks as the tables that the recommender reads, without a database."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from recommender.features import FEATURES
from segue.settings import PROJECT_ROOT

FILE = PROJECT_ROOT.parent / "shared" / "data" / "spotify_songs.csv.gz"
Tables = dict[str, pa.Table]


def songs_or_exit() -> Path:
    """Return the path of the real file, or end the program with a line that says why."""
    if not FILE.is_file():
        sys.exit(
            f"the benchmark needs the real file of tracks, but {FILE} is not there; "
            "put spotify_songs.csv.gz of the TidyTuesday of 2020-01-21 in that place"
        )
    return FILE


def read_songs(path: Path) -> Tables:
    """Return tracks, features, memberships, artists and genres; a track once, where it is first.

    A playlist is in the order of the rows, as in the marts. What the marts know better is kept
    simple here: an artist is a name, and a recording is a title with its artist.
    """
    names = {"null_values": ["", "NA"], "strings_can_be_null": True}
    types = {"track_album_release_date": pa.string()}
    options = pyarrow.csv.ConvertOptions(**names, column_types=types)
    rows = pyarrow.csv.read_csv(path, convert_options=options)
    _, first = np.unique(rows["track_id"].to_numpy(), return_index=True)
    songs = rows.take(pa.array(np.sort(first)))
    key, artist = songs["track_id"], songs["track_artist"]
    unknown = pa.nulls(len(songs), pa.int64())  # of a feature that the file lacks
    given = {f"af_{name}": songs[name] for name in songs.column_names}
    features = {name: given.get(name, unknown) for name in FEATURES}
    by_artist = pa.table({"track_id": key, "artist_id": artist})
    return {
        "tracks": pa.table(
            {
                "track_id": key,
                "track_popularity": songs["track_popularity"],
                "track_release_date": _dates(songs["track_album_release_date"]),
                "recording_id": name_recordings(songs["track_name"], artist),
            }
        ),
        "features": pa.table({"track_id": key, **features}),
        "memberships": rows.select(["playlist_id", "track_id"]).append_column(
            "position", pa.array(np.arange(len(rows)))
        ),
        "artists": by_artist.filter(pc.is_valid(artist)),
        "genres": rows.select(["track_id", "playlist_genre"]).rename_columns(["track_id", "genre"]),
    }


def _dates(texts: pa.ChunkedArray) -> pa.Array:
    """Return dates of texts like 1999, 1999-05 and 1999-05-21."""
    whole = [text and (text + "-01-01")[:10] for text in texts.to_pylist()]
    return pa.array(whole, pa.string()).cast(pa.date32())


def name_recordings(titles: pa.ChunkedArray, artists: pa.ChunkedArray) -> pa.Array:
    """Return the titles with their artists, in lower case; null where the title is unknown."""
    return pc.utf8_lower(pc.binary_join_element_wise(titles, pc.fill_null(artists, "?"), " by "))
