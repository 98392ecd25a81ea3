"""A build in memory with all that workers have in files, and the lists that it leads to."""

from typing import Any

import orjson
from apiflask import APIFlask

from api.db.build_files import OpenBuild, load_in_memory
from api.db.builds import EXTENSION
from api.feedback.listener import load_feedback
from api.recommendations.for_track import recommend_for_track
from api.recommendations.index_cache import LoadedIndex
from api.recommendations.schemas import RecommendationsQuery
from api.recommendations.stored_answer import find_stored_answer


class Loaded:
    """A source of one build."""

    def __init__(self, build: OpenBuild) -> None:
        self._build = build

    def current(self) -> OpenBuild:
        """Return the build."""
        return self._build

    def why_not_loaded(self) -> None:
        """Return nothing: there is a build."""


def load_build(app: APIFlask) -> LoadedIndex:
    """Let an app answer from a build in memory, and return its index."""
    build = load_in_memory(app)
    app.extensions[EXTENSION].source = Loaded(build)
    loaded: LoadedIndex = build["index"]
    return loaded


def answer(app: APIFlask, source: LoadedIndex, track_id: str, **options: Any) -> bytes:
    """Return the list of a track for a listener without verdicts, put together, as JSON."""
    query = RecommendationsQuery(**options)
    with app.app_context():
        return orjson.dumps(recommend_for_track(source, track_id, query, load_feedback(None)))


def stored_answer(app: APIFlask, source: LoadedIndex, track_id: str, **options: Any) -> bytes:
    """Return the list as it is stored; empty if it is not read as it is stored."""
    query = RecommendationsQuery(**options)
    with app.app_context():
        found = find_stored_answer(source, track_id, query)
    return b"" if found is None else orjson.dumps(found)
