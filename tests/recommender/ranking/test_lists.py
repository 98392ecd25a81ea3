"""The lists against the obvious answer: place after place, no doubles, artists once if they can."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.ranking.lists import rank_all, rank_queries
from recommender.scoring.co_occurrence import fit_co_occurrence
from recommender.scoring.contributions import Contribution

WEIGHTS = np.array([0.3, 1.1, 0.5, 0.7, 1.0, 1.0], dtype=np.float32)


def obvious_lists(model, seeds, contributions, length):
    """Return for each query the tracks that one would pick by hand."""
    scores = contributions @ WEIGHTS
    lists = []
    for query in range(len(seeds)):
        used = np.abs(seeds[query])
        penalty = used @ model.artist_repeat_penalties / used.sum()
        taken = set(model.recordings[np.flatnonzero(seeds[query])])
        remaining = np.full(model.n_tracks, -np.inf)
        for track in np.argsort(-scores[query], kind="stable"):  # the best id of each recording
            if model.recordings[track] not in taken:
                taken.add(model.recordings[track])
                remaining[track] = scores[query, track]
        chosen = []
        while len(chosen) < length and np.isfinite(remaining).any():
            track = int(np.argmax(remaining))
            artist = model.main_artists[track]
            if artist >= 0 and not any(model.main_artists[each] == artist for each in chosen):
                remaining[model.main_artists == artist] -= penalty
            remaining[track] = -np.inf
            chosen.append(track)
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
    model_builder, obvious_contributions, n_recordings
):
    model = model_builder(130, n_recordings=n_recordings)
    seeds = np.eye(130, dtype=np.float32)
    expected = obvious_lists(model, seeds, obvious_contributions(model, seeds), 20)
    blocks = list(rank_all(model, WEIGHTS, 20))
    found = [tracks for block in blocks for tracks in as_lists(block, 130) if tracks]
    assert found == expected


def test_lists_do_not_depend_on_the_size_of_a_block(model_builder, monkeypatch):
    model = model_builder(150, n_recordings=70)
    whole = list(rank_all(model, WEIGHTS, 10))
    monkeypatch.setattr("recommender.search.parallel.MAX_BLOCK_SIZE", 11)
    parts = list(rank_all(model, WEIGHTS, 10))
    assert len(parts) == 14
    for name in ("seeds", "ranks", "tracks", "contributions", "scores", "similarities"):
        one, other = (np.concatenate([getattr(b, name) for b in x]) for x in (whole, parts))
        np.testing.assert_array_equal(one, other)


def test_the_list_of_many_seeds_holds_none_of_them(model_builder, obvious_contributions):
    model = model_builder(90, n_recordings=80)
    seeds = np.zeros((2, 90), dtype=np.float32)
    seeds[0, [3, 8, 40]] = 1
    seeds[1, [5, 6]] = [2, -1]
    expected = obvious_lists(model, seeds, obvious_contributions(model, seeds), 15)
    found = rank_queries(model, sparse.csr_matrix(seeds), WEIGHTS, 15)
    assert as_lists(found, 2) == expected


def test_duplicates_never_shorten_a_list_while_the_catalogue_has_more(model_builder):
    model = model_builder(2000)
    background_queries = np.argsort(-model.taste @ model.taste[50])[:400]
    model.recordings[background_queries] = 1  # the four hundred nearest are one recording
    found = rank_queries(model, model.select_seeds(np.array([50, 51])), WEIGHTS, 20)
    assert [len(tracks) for tracks in as_lists(found, 2)] == [20, 20]
    assert model.recordings[50] == 1
    assert not (model.recordings[found.tracks[found.seeds == 0]] == 1).any()


def test_a_list_ends_where_the_catalogue_ends(model_builder):
    model = model_builder(12, n_recordings=4)
    n_recordings = len(set(model.recordings))
    found = as_lists(rank_queries(model, model.select_seeds(np.arange(12)), WEIGHTS, 20), 12)
    assert {len(tracks) for tracks in found} == {n_recordings - 1}


def test_contributions_add_up_to_the_score(model_builder):
    found = next(rank_all(model_builder(100), WEIGHTS, 20))
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.scores, atol=1e-6)


def test_ties_go_to_the_first_track(model_builder):
    model = model_builder(400)
    for block in (model.audio, model.taste):
        block[:] = block[0]
    model.popularity[:] = 0
    model.recordings[:] = np.arange(400)
    model.main_artists[:] = -1
    nobody = sparse.csr_matrix((400, 1), dtype=np.float32)
    playlists, co_occurrence = fit_co_occurrence(nobody, nobody, 3.0, 0.0, 3.0)
    model = replace(model, artists=nobody, playlists=playlists, co_occurrence=co_occurrence)
    found = as_lists(rank_queries(model, model.select_seeds(np.array([2, 9])), WEIGHTS, 4), 2)
    assert found == [[0, 1, 3, 4], [0, 1, 2, 3]]


def test_a_lower_track_comes_up_in_place_of_a_repeated_artist_from_any_depth(model_builder):
    model = replace(model_builder(2000), artist_repeat_penalty=9.0)
    nearest = np.argsort(-model.taste @ model.taste[50])
    model.main_artists[:] = np.arange(2000)
    model.main_artists[nearest[:600]] = 0  # the six hundred nearest are by one artist
    found = rank_queries(model, model.select_seeds(np.array([50])), WEIGHTS, 20)
    assert len(set(model.main_artists[found.tracks].tolist())) == 20
    assert not found.contributions[:, Contribution.ARTIST_REPEAT].any()
