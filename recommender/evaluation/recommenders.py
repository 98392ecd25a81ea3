"""The `Recommender` protocol that every evaluated method implements, and its two kinds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.pipeline.parameters import build_parameters
from recommender.pipeline.vectors import build_vectors
from recommender.ranking.mmr import Catalogue, ListOptions, rerank
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray
from recommender.serving.filters import TrackMask
from recommender.serving.index import Index
from recommender.serving.recommend import RecommendationRequest, recommend

TABLE_NAMES = ("tracks", "features", "memberships", "artists", "genres")
QUERIES_PER_BLOCK = 16
Scores = Callable[[IntArray], npt.NDArray[np.floating]]


class ItemList(NamedTuple):
    """Rows of the dataset, best first, and their scores."""

    rows: IntArray
    scores: FloatArray


class Recommender(Protocol):
    """A method that recommends tracks for seeds; rows are those of a dataset."""

    def recommend(self, seeds: IntArray, length: int) -> ItemList:
        """Return at most `length` tracks, without the seeds' recordings, no recording twice."""
        ...


class ScoreRecommender:
    """A recommender that ranks all tracks by a function of the seeds."""

    def __init__(self, scores: Scores, recordings: IntArray) -> None:
        self.scores = scores
        self.recordings = recordings

    def recommend(self, seeds: IntArray, length: int) -> ItemList:
        """Return the tracks of the highest scores, ties by row."""
        n_tracks = len(self.recordings)
        values = np.asarray(self.scores(seeds)).astype(np.float32)
        values[np.isin(self.recordings, self.recordings[seeds])] = -np.inf
        unknown_artists = np.full(n_tracks, -1, np.intp)
        no_vectors = np.zeros((n_tracks, 0), np.float32)
        catalogue = Catalogue(self.recordings, unknown_artists, no_vectors)
        rows, _ = rerank(values, catalogue, ListOptions(length))
        return ItemList(rows, values[rows])


class IndexRecommender:
    """The default model, as the API answers from an index, for rows of a dataset."""

    def __init__(self, index: Index, dataset: Dataset) -> None:
        self.index = index
        row_of_key = {key: row for row, key in enumerate(dataset.keys.to_pylist())}
        self._dataset_rows = np.array([row_of_key[key] for key in index.track_ids], np.intp)
        self._index_rows = {row: place for place, row in enumerate(self._dataset_rows.tolist())}

    @classmethod
    def fit(
        cls,
        tables: "Mapping[str, Any]",
        dataset: Dataset,
        parameters: Mapping[str, Any] | None = None,
    ) -> Self:
        """Return the recommender of an index built from the tables alone."""
        return cls(build_index(tables, parameters), dataset)

    def find_rows(self, seeds: IntArray) -> list[int]:
        """Return the rows of the index of those rows of the dataset that have a vector."""
        return [self._index_rows[seed] for seed in seeds.tolist() if seed in self._index_rows]

    def dataset_rows(self, rows: IntArray) -> IntArray:
        """Return the rows of the dataset of rows of the index."""
        return self._dataset_rows[rows]

    def recommend(self, seeds: IntArray, length: int) -> ItemList:
        """Return the list that the API would return; empty if no seed has a vector."""
        rows = self.find_rows(seeds)
        if not rows:
            return ItemList(np.zeros(0, np.intp), np.zeros(0, np.float32))
        own = TrackMask(np.isin(self.index.recordings, self.index.recordings[rows]))
        request = RecommendationRequest(
            dict.fromkeys(rows, 1.0), ListOptions(length), {"are seeds": own}
        )
        result = recommend(self.index, request)
        return ItemList(self.dataset_rows(result.rows), result.scores)


def build_index(tables: Mapping[str, Any], parameters: Mapping[str, Any] | None = None) -> Index:
    """Return the index that would be served if the tables were all there is.

    A table `skips` is read like the five, if there is one.
    """
    given = {name: tables[name] for name in TABLE_NAMES}
    skips = tables.get("skips")
    fitted = build_parameters(**given, parameters=parameters, skips=skips)
    vectors = build_vectors(**given, parameters=fitted, skips=skips)
    return Index.from_tables(given, vectors, fitted)


def recommend_batch(recommender: Recommender, queries: Sequence[IntArray], length: int) -> IntArray:
    """Return the rows for each query, shape (n_queries, length), -1 after the end of a list."""
    lists = np.full((len(queries), length), -1, np.intp)

    def fill(start: int, stop: int) -> None:
        for place in range(start, stop):
            rows = recommender.recommend(queries[place], length).rows
            lists[place, : len(rows)] = rows

    with threadpool_limits(limits=1, user_api="blas"):
        for _ in map_blocks(fill, len(queries), QUERIES_PER_BLOCK):
            pass
    return lists
