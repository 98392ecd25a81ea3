"""A path from one track to another: a list whose neighbors are alike."""

from dataclasses import dataclass

import numpy as np

from recommender.checks import FloatArray, unit_rows
from recommender.search.topk import IntArray
from recommender.serving.index import Index, Mask
from recommender.serving.similarity import blend_vectors

N_CANDIDATES = 40  # of each step, beside those that other steps may take
MAX_PASSES = 10
MIN_GAIN = 1e-5  # above rounding
MAX_PER_BLOCK = 65_536


@dataclass(frozen=True)
class Path:
    """Rows of an index in order, and the cosine of each with the one before (the first: NaN)."""

    rows: IntArray
    similarities: FloatArray


def find_path(index: Index, start: int, goal: int, n_tracks: int, excluded: Mask) -> Path:
    """Return a path of at most `n_tracks` different recordings, `start` and `goal` among them.

    Between the two the mix of their vectors moves by equal steps, and each step takes the nearest
    track that is left. Then steps are exchanged for others of their nearest tracks as long as that
    lowers the sum of the squares of 1 - cosine along the path: no step is to be a long one.

    Parameters
    ----------
    start, goal : rows of two recordings
    n_tracks : at least 2
    excluded : array of n_tracks of the index, the tracks that no step may be

    Returns
    -------
    Path
        Shorter if there are not enough tracks.
    """
    own = index.mask_recordings(index.recordings[[start, goal]])
    shares = np.linspace(0, 1, n_tracks, dtype=np.float32)[1:-1, None]
    ends = blend_vectors(index, index.model.vectors[[start, goal]])
    targets = unit_rows((1 - shares) * ends[0] + shares * ends[1])
    candidates = _nearest_to_targets(index, targets, excluded | own)
    steps = _take_nearest(index, candidates)
    rows = np.array([start, *steps.values(), goal], np.intp)
    _exchange(index, rows, [candidates[step] for step in steps])
    vectors = blend_vectors(index, index.model.vectors[rows])
    similarities = np.full(len(rows), np.nan, np.float32)
    similarities[1:] = np.clip((vectors[1:] * vectors[:-1]).sum(axis=1), -1, 1)
    return Path(rows, similarities)


def _nearest_to_targets(index: Index, targets: FloatArray, excluded: Mask) -> list[IntArray]:
    """Return the nearest rows of each target, the nearest first; block by block."""
    n_kept = N_CANDIDATES + len(targets)
    rows = [np.empty(0, np.intp) for _ in targets]
    values = [np.empty(0, np.float32) for _ in targets]
    for begin in range(0, len(excluded), MAX_PER_BLOCK):
        block = slice(begin, begin + MAX_PER_BLOCK)
        allowed = np.flatnonzero(~excluded[block])
        cosines = targets @ blend_vectors(index, index.model.vectors[block]).T
        for step in range(len(targets)):
            rows[step] = np.append(rows[step], begin + allowed)
            values[step] = np.append(values[step], cosines[step, allowed])
            best = np.lexsort((rows[step], -values[step]))[:n_kept]
            rows[step], values[step] = rows[step][best], values[step][best]
    return rows


def _take_nearest(index: Index, candidates: list[IntArray]) -> dict[int, int]:
    """Return for each step the nearest row whose recording is left; a step without one is gone."""
    found: dict[int, int] = {}
    used: set[int] = set()
    for step, rows in enumerate(candidates):
        for row in rows.tolist():
            recording = int(index.recordings[row])
            if recording not in used:
                used.add(recording)
                found[step] = row
                break
    return found


def _exchange(index: Index, rows: IntArray, candidates: list[IntArray]) -> None:
    """Exchange rows between the ends for candidates of theirs, in place."""
    vectors = blend_vectors(index, index.model.vectors[rows])
    others = [blend_vectors(index, index.model.vectors[each]) for each in candidates]
    for _ in range(MAX_PASSES):
        is_changed = False
        for place, (own, of_own) in enumerate(zip(candidates, others, strict=True), start=1):
            around = vectors[[place - 1, place + 1]]
            used = index.recordings[np.delete(rows, place)]
            gaps = ((1 - of_own @ around.T) ** 2).sum(axis=1)
            gaps[np.isin(index.recordings[own], used)] = np.inf
            best = int(gaps.argmin())
            if gaps[best] < ((1 - around @ vectors[place]) ** 2).sum() - MIN_GAIN:
                rows[place], vectors[place], is_changed = own[best], of_own[best], True
        if not is_changed:
            return
