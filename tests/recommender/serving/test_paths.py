"""Paths between two tracks of a small world."""

import numpy as np
import pytest

from recommender.evaluation.recommenders import build_index
from recommender.serving.paths import find_path
from recommender.serving.similarity import blend_vectors, cosine_similarity


@pytest.fixture(scope="module")
def index(world):
    return build_index(world.tables)


def nothing(index):
    return np.zeros(len(index.track_ids), bool)


def far_apart(index):
    first = 0
    cosines = cosine_similarity(index, np.arange(len(index.track_ids)), np.array([first]))[:, 0]
    return first, int(cosines.argmin())


def test_steps_are_more_alike_than_the_ends(index):
    start, goal = far_apart(index)
    path = find_path(index, start, goal, 10, nothing(index))
    assert (path.rows[0], path.rows[-1], len(path.rows)) == (start, goal, 10)
    assert len(np.unique(index.recordings[path.rows])) == 10
    vectors = blend_vectors(index, index.model.vectors[path.rows])
    expected = (vectors[1:] * vectors[:-1]).sum(axis=1)
    np.testing.assert_allclose(path.similarities[1:], expected, atol=1e-6)
    assert np.isnan(path.similarities[0])
    assert path.similarities[1:].min() > vectors[0] @ vectors[-1]


def test_steps_are_shorter_than_by_the_nearest_of_each_step(index):
    start, goal = far_apart(index)
    path = find_path(index, start, goal, 8, nothing(index))
    ends = blend_vectors(index, index.model.vectors[[start, goal]])
    vectors = blend_vectors(index, index.model.vectors)
    greedy = [start]
    for share in np.linspace(0, 1, 8)[1:-1]:
        cosines = vectors @ ((1 - share) * ends[0] + share * ends[1])
        used = index.mask_recordings(index.recordings[[*greedy, goal]])
        greedy.append(int(np.where(used, -np.inf, cosines).argmax()))
    steps = vectors[[*greedy, goal]]
    own = ((1 - path.similarities[1:]) ** 2).sum()
    assert own < ((1 - (steps[1:] * steps[:-1]).sum(axis=1)) ** 2).sum()


def test_excluded_tracks_are_no_step_and_few_tracks_give_a_short_path(index):
    start, goal = far_apart(index)
    excluded = nothing(index)
    excluded[:] = True
    allowed = [row for row in range(5, 90) if index.recordings[row] not in
               index.recordings[[start, goal]]][:3]  # fmt: skip
    excluded[allowed] = False
    path = find_path(index, start, goal, 12, excluded)
    assert set(path.rows) <= {start, goal, *allowed}
    assert 3 <= len(path.rows) <= 5


def test_blocks_of_the_catalogue_change_no_path(index, monkeypatch):
    start, goal = far_apart(index)
    whole = find_path(index, start, goal, 9, nothing(index))
    monkeypatch.setattr("recommender.serving.paths.MAX_PER_BLOCK", 50)
    parts = find_path(index, start, goal, 9, nothing(index))
    assert parts.rows.tolist() == whole.rows.tolist()
