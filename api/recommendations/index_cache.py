"""The one door to the index that lists are made from, over the marts as they are now."""

import gc
from dataclasses import dataclass

import numpy as np
import psycopg
from flask import Flask, current_app
from sqlalchemy import text
from threadpoolctl import threadpool_limits

from api.db.data_version import data_version
from api.db.database import db
from api.db.versioned_cache import Version, VersionedCache
from api.tracks.summary_cache import TrackSummaryCache
from recommender.serving.index import Index, Mask
from recommender.serving.postgres import READS, load_index

EXTENSION = "segue_index"
LOADING_TIMEOUT_MS = 600_000
# read beside what the index is made of
ALSO_READ = ("marts.dim_albums", "marts.dim_artists", "marts.banned_tracks")
BANNED = """
select distinct hashtextextended(coalesce(tracks.recording_id, tracks.track_id), 0)
from marts.banned_tracks as banned
inner join marts.fact_tracks as tracks on banned.track_id = tracks.track_id
"""


@dataclass(frozen=True)
class Loaded:
    """What lists and their reasons are made from, of one build.

    `banned` are the tracks that the owner of the warehouse banned on Spotify, under every id
    of the same recording; `summaries` caches the summaries of recommended tracks.
    """

    index: Index
    banned: Mask
    summaries: TrackSummaryCache


def register_index(app: Flask) -> None:
    """Give `app` the cache of its index; the first request that needs it reads it."""
    app.extensions[EXTENSION] = VersionedCache(_version, _read)


def warm_up_index(app: Flask) -> None:
    """Read the index now rather than in the first request."""
    # a request has a thread of the server already; more of them for one product only contend
    threadpool_limits(limits=1, user_api="blas")
    with app.app_context():
        app.extensions[EXTENSION].current()
    gc.collect()
    gc.freeze()  # else every large answer has the collector walk through the whole catalogue


def loaded() -> Loaded:
    """Return what the newest build is served from."""
    newest: Loaded = current_app.extensions[EXTENSION].current()
    return newest


def _version() -> Version:
    return data_version([*READS, *ALSO_READ])


def _read() -> Loaded:
    at_one_moment = db.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with at_one_moment as connection, connection.begin():
        connection.execute(text(f"set local statement_timeout = {LOADING_TIMEOUT_MS}"))
        connection.execute(text("set local lock_timeout = 0"))
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        index = load_index(driver)
        banned = np.array(driver.execute(BANNED).fetchall(), dtype=np.int64).ravel()
        return Loaded(index, np.isin(index.recordings, banned), TrackSummaryCache())
