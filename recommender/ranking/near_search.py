"""Choice between the exact search for all lists and that of near cells, and its recall."""

from dataclasses import dataclass

import numpy as np

from recommender.checks import FloatArray
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_queries
from recommender.scoring.model import ScoringModel
from recommender.scoring.query import NearTracks, Query
from recommender.search.cost import FEWEST_CANDIDATES, choose_n_candidates, pays_off
from recommender.search.topk import IntArray

N_SAMPLED = 128  # seeds whose lists are also searched exactly
N_BLOCKS = 8  # whose shared artists and playlists are counted
SEED = 20188


@dataclass(frozen=True)
class NearSearch:
    """A search of near cells for all lists.

    Attributes
    ----------
    n_candidates : the number of tracks of near cells that a seed is compared with, at least
    recall : the share of the exact lists that is found for a fixed sample of seeds
    """

    ivf: IVFIndex
    n_candidates: int
    recall: float


def choose_search(
    model: ScoringModel, weights: FloatArray, length: int, target_recall: float
) -> NearSearch | None:
    """Return the search that reaches the recall, or None if the exact search is cheaper."""
    fewest = max(FEWEST_CANDIDATES, 4 * length)
    if target_recall >= 1 or not pays_off(fewest, model.n_tracks):
        return None
    ivf = IVFIndex(model, weights)
    sample = draw_sample(model.n_tracks)
    seeds = model.select_seeds(sample)
    blocks = ivf.cells.find_blocks(sample)
    n_shared = _count_shared(model, weights, blocks[:: N_SAMPLED // N_BLOCKS])
    lowest = find_last_scores(model, weights, length, sample)

    def measure(n_candidates: int) -> tuple[float, float]:
        tracks = ivf.select_near(blocks, n_candidates)
        near = [NearTracks(place, place + 1, found) for place, found in enumerate(tracks)]
        lists = rank_queries(model, seeds, weights, length, near=near)
        # tracks of equal scores are as good as each other
        is_found = lists.scores >= lowest[lists.seeds]
        return float(is_found.sum() / max(len(is_found), 1)), n_candidates + n_shared

    chosen = choose_n_candidates(fewest, model.n_tracks, target_recall, measure)
    return None if chosen is None else NearSearch(ivf, *chosen)


def _count_shared(model: ScoringModel, weights: FloatArray, blocks: list[IntArray]) -> float:
    """Return how many tracks share an artist or a playlist with a seed of a block, on average."""
    counts = [
        len(np.unique(Query(model, model.select_seeds(block)).weigh_sparse(weights).indices))
        for block in blocks
    ]
    return float(np.mean(counts))


def draw_sample(n_tracks: int) -> IntArray:
    """Return the seeds whose lists are also searched exactly, ascending."""
    random = np.random.default_rng(SEED)
    return np.sort(random.permutation(n_tracks)[:N_SAMPLED])


def find_last_scores(
    model: ScoringModel, weights: FloatArray, length: int, seeds: IntArray
) -> FloatArray:
    """Return the lowest score of the exact list of each seed."""
    lists = rank_queries(model, model.select_seeds(seeds), weights, length)
    lowest = np.full(len(seeds), np.inf, dtype=np.float32)
    np.minimum.at(lowest, lists.seeds, lists.scores)
    return lowest
