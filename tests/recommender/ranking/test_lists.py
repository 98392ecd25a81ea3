"""The lists against the obvious answer: sort everything, then walk down without doubles."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.ranking.lists import lists_of, rank_all
from recommender.scoring.co_occurrence import fit_co_occurrence

WEIGHTS = np.array([0.3, 1.1, 0.5, 0.7, 1.0], dtype=np.float32)


def obvious_lists(catalogue, seeds, contributions, length):
    """Return for each query the tracks that one would pick by hand."""
    scores = contributions @ WEIGHTS
    lists = []
    for query in range(len(seeds)):
        taken = set(catalogue.recordings[np.flatnonzero(seeds[query])])
        chosen = []
        for track in np.argsort(-scores[query], kind="stable"):
            if catalogue.recordings[track] not in taken and len(chosen) < length:
                taken.add(catalogue.recordings[track])
                chosen.append(int(track))
        lists.append(chosen)
    return lists


def as_lists(found, n_queries):
    """Return the tracks of each list in the order of the ranks."""
    lists = [found.tracks[found.seeds == query].tolist() for query in range(n_queries)]
    for query, tracks in enumerate(lists):
        assert found.ranks[found.seeds == query].tolist() == list(range(1, len(tracks) + 1))
    return lists


@pytest.mark.parametrize("n_recordings", [0, 60, 25])
def test_the_lists_of_all_tracks_are_those_of_the_obvious_answer(
    some_catalogue, obvious_terms, n_recordings
):
    catalogue = some_catalogue(130, n_recordings=n_recordings)
    seeds = np.eye(130, dtype=np.float32)
    expected = obvious_lists(catalogue, seeds, obvious_terms(catalogue, seeds), 20)
    blocks = list(rank_all(catalogue, WEIGHTS, 20))
    found = [tracks for block in blocks for tracks in as_lists(block, 130) if tracks]
    assert found == expected


def test_lists_do_not_depend_on_the_size_of_a_block(some_catalogue, monkeypatch):
    catalogue = some_catalogue(150, n_recordings=70)
    whole = list(rank_all(catalogue, WEIGHTS, 10))
    monkeypatch.setattr("recommender.search.parallel.LARGEST_BLOCK", 11)
    parts = list(rank_all(catalogue, WEIGHTS, 10))
    assert len(parts) == 14
    for name in ("seeds", "ranks", "tracks", "contributions", "scores", "similarities"):
        one, other = (np.concatenate([getattr(b, name) for b in x]) for x in (whole, parts))
        np.testing.assert_array_equal(one, other)


def test_the_list_of_many_seeds_holds_none_of_them(some_catalogue, obvious_terms):
    catalogue = some_catalogue(90, n_recordings=80)
    seeds = np.zeros((2, 90), dtype=np.float32)
    seeds[0, [3, 8, 40]] = 1
    seeds[1, [5, 6]] = [2, -1]
    expected = obvious_lists(catalogue, seeds, obvious_terms(catalogue, seeds), 15)
    found = lists_of(catalogue, sparse.csr_matrix(seeds), WEIGHTS, 15)
    assert as_lists(found, 2) == expected


def test_doubles_never_shorten_a_list_while_the_catalogue_has_more(some_catalogue):
    catalogue = some_catalogue(2000)
    background_queries = np.argsort(-catalogue.taste @ catalogue.taste[50])[:400]
    catalogue.recordings[background_queries] = 1  # the four hundred nearest are one recording
    found = lists_of(catalogue, catalogue.rows(np.array([50, 51])), WEIGHTS, 20)
    assert [len(tracks) for tracks in as_lists(found, 2)] == [20, 20]
    assert catalogue.recordings[50] == 1
    assert not (catalogue.recordings[found.tracks[found.seeds == 0]] == 1).any()


def test_a_list_ends_where_the_catalogue_ends(some_catalogue):
    catalogue = some_catalogue(12, n_recordings=4)
    n_recordings = len(set(catalogue.recordings))
    found = as_lists(lists_of(catalogue, catalogue.rows(np.arange(12)), WEIGHTS, 20), 12)
    assert {len(tracks) for tracks in found} == {n_recordings - 1}


def test_contributions_add_up_to_the_score(some_catalogue):
    found = next(rank_all(some_catalogue(100), WEIGHTS, 20))
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.scores, atol=1e-6)


def test_ties_go_to_the_first_track(some_catalogue):
    catalogue = some_catalogue(400)
    for block in (catalogue.audio, catalogue.taste):
        block[:] = block[0]
    catalogue.popularity[:] = 0
    catalogue.recordings[:] = np.arange(400)
    nobody = sparse.csr_matrix((400, 1), dtype=np.float32)
    playlists, asking = fit_co_occurrence(nobody, nobody, 3.0, 0.0, 3.0)
    catalogue = replace(catalogue, artists=nobody, playlists=playlists, asking=asking)
    found = as_lists(lists_of(catalogue, catalogue.rows(np.array([2, 9])), WEIGHTS, 4), 2)
    assert found == [[0, 1, 3, 4], [0, 1, 2, 3]]
