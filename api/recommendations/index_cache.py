"""The recommendation index of the current build, loaded again when a build changed the marts."""

import gc
from dataclasses import dataclass

import numpy as np
import psycopg
from flask import Flask, current_app
from threadpoolctl import threadpool_limits

from api.db.data_version import data_version
from api.db.database import read_again, snapshot
from api.db.versioned_cache import Version, VersionedCache
from api.tracks.summary_cache import TrackSummaryCache
from recommender.serving.index import Index, Mask
from recommender.serving.postgres import READS, load_index

EXTENSION = "segue_index"
LOADING_TIMEOUT_MS = 600_000
# the index is loaded again on the first request after a change of one of these tables
RELOAD_ON_CHANGE_OF = (*READS, "marts.dim_albums", "marts.dim_artists", "marts.banned_tracks")
BANNED = """
select distinct hashtextextended(tracks.recording_key, 0)
from marts.banned_tracks as banned
inner join marts.fact_tracks as tracks on banned.track_id = tracks.track_id
"""


@dataclass(frozen=True)
class LoadedIndex:
    """The index of one build, with what lists need besides.

    `banned` masks the tracks that the owner of the warehouse banned on Spotify, with all ids of
    the same recording; `summaries` caches the summaries of recommended tracks.
    """

    index: Index
    banned: Mask
    summaries: TrackSummaryCache


def register_index(app: Flask) -> None:
    """Add an empty cache to `app`; the first request that needs the index fills it."""
    app.extensions[EXTENSION] = VersionedCache(_version, _load)


def warm_up_index(app: Flask) -> None:
    """Fill the cache now instead of in the first request."""
    # every request has a thread of the server; more threads per product would only compete
    threadpool_limits(limits=1, user_api="blas")
    with app.app_context():
        current_index()
    gc.collect()
    gc.freeze()  # otherwise every large response makes the collector traverse the whole index


def current_index() -> LoadedIndex:
    """Return the index of the current build."""
    newest: LoadedIndex = read_again(current_app.extensions[EXTENSION].current)
    return newest


def _version() -> Version | None:
    return data_version(RELOAD_ON_CHANGE_OF)


def _load() -> LoadedIndex:
    with snapshot(LOADING_TIMEOUT_MS) as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        index = load_index(driver)
        banned = np.array(driver.execute(BANNED).fetchall(), dtype=np.int64).ravel()
        return LoadedIndex(index, np.isin(index.recordings, banned), TrackSummaryCache())
