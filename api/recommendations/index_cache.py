"""The recommendation index of the current build."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock
from typing import Any

import numpy as np
import psycopg
from flask import Flask
from sqlalchemy import Connection
from threadpoolctl import threadpool_limits

from api.db.builds import Part, current_part, register_part
from api.http.answer_cache import AnswerCache
from api.recommendations.stored_reasons import StoredReasons, build_stored_reasons
from api.tracks.catalogue import PART as CATALOGUE
from recommender.serving.index import Index, Mask
from recommender.serving.index_files import read_index, write_index
from recommender.serving.postgres import READS, load_index
from recommender.serving.recommend import RecommendationRequest, RecommendationResult, recommend
from segue.array_files import ArrayReader, ArrayWriter

PART = "index"
# the index is loaded again after a change of one of these tables
RELOAD_ON_CHANGE_OF = (*READS, "marts.banned_tracks")
BANNED = """
select distinct hashtextextended(tracks.recording_key, 0)
from marts.banned_tracks as banned
inner join marts.fact_tracks as tracks on banned.track_id = tracks.track_id
"""

_TURN = Lock()


@dataclass(frozen=True)
class LoadedIndex:
    """The index of one build, with what lists need besides.

    `banned` masks the tracks that the owner of the warehouse banned on Spotify, with all ids of
    the same recording. `reasons` are those of the stored lists, for workers, which have files.
    `version` is another one whenever an index was loaded from the marts.
    """

    index: Index
    banned: Mask
    reasons: StoredReasons | None = None
    version: str = field(default_factory=partial(secrets.token_hex, 8))

    def recommend(self, request: RecommendationRequest) -> RecommendationResult:
        """Return the list for a request, of several requests one after the other.

        Their threads share one interpreter: computed side by side, all lists would come late.
        """
        with _TURN:
            return recommend(self.index, request)

    @cached_property
    def answers(self) -> AnswerCache:
        """Return the answers that were given already to listeners without verdicts."""
        return AnswerCache(self.version)


def register_index(app: Flask) -> None:
    """Add the index to `app`."""
    register_part(app, Part(PART, RELOAD_ON_CHANGE_OF, _load, _write, _read, _complete))


def limit_threads() -> None:
    """Let each request multiply in its own thread: more threads would only compete."""
    threadpool_limits(limits=1, user_api="blas")


def current_index() -> LoadedIndex:
    """Return the index of the current build."""
    newest: LoadedIndex = current_part(PART)
    return newest


def _load(connection: Connection) -> Callable[[], LoadedIndex]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    index = load_index(driver)
    banned = np.array(driver.execute(BANNED).fetchall(), dtype=np.int64).ravel()
    return lambda: LoadedIndex(index, np.isin(index.recordings, banned))


def _write(loaded: LoadedIndex, writer: ArrayWriter) -> None:
    write_index(loaded.index, writer)
    writer.write("banned", loaded.banned)
    writer.write("version", loaded.version)
    writer.write("has_reasons", loaded.reasons is not None)
    if loaded.reasons is not None:
        loaded.reasons.write(writer)


def _read(reader: ArrayReader) -> LoadedIndex:
    reasons = StoredReasons.read(reader) if reader.read("has_reasons") else None
    return LoadedIndex(read_index(reader), reader.read("banned"), reasons, reader.read("version"))


def _complete(loaded: LoadedIndex, parts: Mapping[str, Any]) -> LoadedIndex:
    catalogue = parts.get(CATALOGUE)
    if catalogue is None:
        return loaded
    return replace(loaded, reasons=build_stored_reasons(loaded.index, loaded.banned, catalogue))
