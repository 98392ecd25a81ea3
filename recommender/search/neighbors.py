"""Nearest tracks by cosine or inner product: BLAS in blocks, no n x n matrix."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray, check_fitted, checked_vectors, unit_rows
from recommender.errors import FeatureMismatch, UnknownParameter
from recommender.search.cell_search import CellSearch
from recommender.search.cost import TARGET_RECALL
from recommender.search.dot_products import max_norm, multiply_pairs, rounding_error_bound
from recommender.search.parallel import map_blocks, size_blocks
from recommender.search.topk import (
    Changes,
    IntArray,
    leave_out,
    order_by_score,
    rank_within_group,
    select_products,
)

METRICS = ("cosine", "inner_product")


class NearestTracks:
    """Find the most similar tracks of a catalogue.

    The tracks of a large catalogue are compared with those of near cells alone, if that is
    cheaper: their neighbors are then the exact ones but for a share that is measured. The answer
    is the same for rows in any order, and on any number of cores. Queries from outside are
    compared with all tracks.

    Parameters
    ----------
    n_neighbors : how many neighbors to return, at least 1
    metric : ``"cosine"`` (in [-1, 1]; a track of zeros is 0 to every other) or
        ``"inner_product"`` (no bound)
    target_recall : the share of the exact neighbors that a search of cells has to find for a
        sample of tracks; 1 for the exact search

    Attributes
    ----------
    vectors_ : array of shape (n_tracks, n_features), float32
        The catalogue; rows of length 1 (or 0) with the metric ``"cosine"``.
    n_features_in_ : number of columns
    recall_ : the share that was found for the sample by the last `kneighbors` without queries
    n_candidates_ : the number of tracks that each was compared with then, at least
    """

    def __init__(
        self, n_neighbors: int = 20, metric: str = "cosine", target_recall: float = TARGET_RECALL
    ) -> None:
        self.n_neighbors = n_neighbors
        self.metric = metric
        self.target_recall = target_recall

    def fit(self, vectors: npt.ArrayLike) -> Self:
        """Remember the catalogue, an array of shape (n_tracks, n_features).

        Raises
        ------
        NotFinite, FeatureMismatch, UnknownParameter
        """
        if self.metric not in METRICS:
            raise UnknownParameter(
                f"metric must be one of {', '.join(METRICS)}, not {self.metric!r}"
            )
        if self.n_neighbors < 1:
            raise UnknownParameter(f"n_neighbors must be at least 1, not {self.n_neighbors}")
        if not 0 < self.target_recall <= 1:
            raise UnknownParameter(
                f"target_recall must be above 0 and at most 1, not {self.target_recall}"
            )
        self.vectors_ = self._scaled(checked_vectors(vectors, "vectors"))
        self.n_features_in_ = self.vectors_.shape[1]
        self._longest = max_norm(self.vectors_)
        return self

    def kneighbors(self, queries: npt.ArrayLike | None = None) -> tuple[FloatArray, IntArray]:
        """Return (similarities, indices), best first; equal similarities by rising index.

        Parameters
        ----------
        queries : array of shape (n_queries, n_features), or None for every track of
            the catalogue, which then leaves itself out

        Returns
        -------
        similarities, indices : arrays of shape (n_queries, k)
            k is `n_neighbors`, or less where the catalogue has not that many others.

        Raises
        ------
        NotFitted, NotFinite
        FeatureMismatch
            If the queries have another number of columns than the catalogue.
        """
        check_fitted(self, "vectors_")
        is_whole = queries is None
        vectors = self.vectors_ if queries is None else self._queries(queries)
        k = max(0, min(self.n_neighbors, len(self.vectors_) - is_whole))
        similarities = np.zeros((len(vectors), k), dtype=np.float32)
        indices = np.zeros((len(vectors), k), dtype=np.intp)
        if k == 0 or len(vectors) == 0:
            return similarities, indices

        def put(rows: IntArray, columns: IntArray) -> None:
            """Put the best pairs into the answer; a block has all pairs of its rows."""
            best = self._order_pairs(vectors, rows, columns, k)
            similarities[best[0]], indices[best[0]] = best[1:]

        def search(start: int, stop: int) -> None:
            rows, columns = self._search(vectors[start:stop], k, start if is_whole else None)
            put(start + rows, columns)

        cells = self._choose_cells(k) if is_whole else None
        if cells is None:
            for _ in map_blocks(
                search, len(vectors), size_blocks(len(vectors), len(self.vectors_))
            ):
                pass
        else:
            cells.search(put)
        return similarities, indices

    def _choose_cells(self, k: int) -> CellSearch | None:
        """Return the search of cells, or None if the exact one is cheaper."""
        cells = CellSearch.choose(self.vectors_, k, self.target_recall)
        self.n_candidates_ = cells.n_candidates if cells else len(self.vectors_)
        self.recall_ = cells.recall if cells else 1.0
        return cells

    def _search(self, block: FloatArray, k: int, first: int | None) -> tuple[IntArray, IntArray]:
        """Search one block; `first` is the index of its first row when it leaves itself out."""

        def leave_out_self(start: int, stop: int) -> Changes:
            own = np.arange(0)
            if first is not None:
                own = np.arange(max(first, start), min(first + len(block), stop))
            return leave_out(own - (first or 0), own - start)

        slack = rounding_error_bound(block.shape[1], max_norm(block) * self._longest)
        return select_products(block, self.vectors_, k, slack, leave_out_self)

    def _order_pairs(
        self, vectors: FloatArray, rows: IntArray, columns: IntArray, k: int
    ) -> tuple[IntArray, FloatArray, IntArray]:
        """Return the rows, and the similarities and indices of their k best.

        The candidates are multiplied again, so that equal tracks tie exactly.
        """
        values = multiply_pairs(vectors, self.vectors_, rows, columns)
        if self.metric == "cosine":
            np.clip(values, -1, 1, out=values)
        order = order_by_score(rows, columns, values)
        kept = order[rank_within_group(rows[order]) < k]
        shape = (-1, k)
        return rows[kept[::k]], values[kept].reshape(shape), columns[kept].reshape(shape)

    def _queries(self, queries: npt.ArrayLike) -> FloatArray:
        rows = checked_vectors(queries, "queries")
        if rows.shape[1] != self.n_features_in_:
            raise FeatureMismatch(
                f"queries have {rows.shape[1]} features and the catalogue "
                f"{self.n_features_in_}; build both from the same `track_vectors`"
            )
        return self._scaled(rows)

    def _scaled(self, vectors: FloatArray) -> FloatArray:
        return unit_rows(vectors) if self.metric == "cosine" else vectors

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's arguments, as scikit-learn's estimators do."""
        del deep  # scikit-learn passes it; there is nothing deeper here
        return {
            "n_neighbors": self.n_neighbors,
            "metric": self.metric,
            "target_recall": self.target_recall,
        }

    def set_params(self, **parameters: Any) -> Self:
        """Set constructor arguments by name, as scikit-learn's estimators do."""
        for name, value in parameters.items():
            if name not in self.get_params():
                raise UnknownParameter(f"NearestTracks has no parameter {name!r}")
            setattr(self, name, value)
        return self
