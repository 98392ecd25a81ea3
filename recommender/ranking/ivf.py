"""Inverted file (IVF) for large catalogues: a seed is compared with the tracks of near cells."""

from collections.abc import Sequence

import numpy as np

from recommender.checks import FloatArray
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
from recommender.search.cells import Cells
from recommender.search.topk import IntArray
from segue.ranges import sort_distinct

CANDIDATES_PER_POPULAR = 8  # one popular track is added for so many: they suit far cells, too


class IVFIndex:
    """An inverted file: the candidates for the seeds of each cell.

    The dense blocks, each multiplied by the root of its weight, are divided into cells, so that
    the tracks of a cell have similar products with the same tracks. The seeds of a cell are
    compared with the tracks of the cells near to any of them and with the most popular tracks;
    a query adds every track that shares an artist or a playlist with one of them. Only the
    choice of candidates is approximate.

    Parameters
    ----------
    weights : of the contributions, at least 0

    Attributes
    ----------
    cells : the cells, and the blocks of seeds
    """

    def __init__(self, model: ScoringModel, weights: FloatArray) -> None:
        popularity = weights[Contribution.POPULARITY] * model.popularity
        self.cells = Cells(_scale(model, weights), popularity)
        self._most_popular = np.argsort(-model.popularity, kind="stable")

    def select_near(self, blocks: Sequence[IntArray], n_candidates: int) -> list[IntArray]:
        """Return for each block the near tracks, at least that many, and the most popular."""
        popular = self._most_popular[: n_candidates // CANDIDATES_PER_POPULAR]
        near = self.cells.select_near(blocks, n_candidates)
        return [sort_distinct(np.concatenate([tracks, popular])) for tracks in near]


def _scale(model: ScoringModel, weights: FloatArray) -> FloatArray:
    """Return the dense blocks, each multiplied by the root of its weight."""
    root = np.sqrt(weights)
    blocks = (model.audio * root[Contribution.AUDIO], model.taste * root[Contribution.TASTE])
    return np.hstack([block for block in blocks if block.any()] or [model.taste[:, :1] * 0])
