"""Over-exposed tracks are penalised until none is in more lists than the limit."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.exposure import (
    compute_exposure_penalty,
    count_exposures,
    draw_seeds,
    draw_seeds_by_entry,
    draw_seeds_by_playlist,
    measure_coverage,
)
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.query import Query

N_SEEDS, N_TRACKS = 400, 300
WEIGHTS = np.ones(5, dtype=np.float32)


@pytest.fixture
def crowded():
    """Return candidates of all seeds where three tracks are a bit better for everyone."""
    random = np.random.default_rng(0)
    contributions = np.zeros((N_SEEDS, N_TRACKS, 5), dtype=np.float32)
    contributions[:, :, 1] = random.random((N_SEEDS, N_TRACKS))
    contributions[:, :3, 4] = 0.9
    tracks = np.tile(np.arange(N_TRACKS), (N_SEEDS, 1))
    mask = np.ones((N_SEEDS, N_TRACKS), dtype=np.bool_)
    return CandidateSets(np.arange(N_SEEDS), tracks, contributions, mask)


def shares(lists, scores, penalty, length):
    return count_exposures(lists, scores - penalty[lists.tracks], N_TRACKS, length) / N_SEEDS


def test_no_track_is_in_a_larger_share_of_the_lists_than_the_limit(crowded):
    scores = crowded.scores(WEIGHTS)
    assert shares(crowded, scores, np.zeros(N_TRACKS), 10).max() > 0.9
    penalty = compute_exposure_penalty(
        crowded, scores, N_TRACKS, exposure_penalty=0.0, max_exposure_share=0.2, length=10
    )
    assert shares(crowded, scores, penalty, 10).max() <= 0.2
    assert (penalty >= 0).all()
    assert set(np.flatnonzero(penalty)) == {0, 1, 2}


def test_the_penalty_spreads_the_lists_over_more_tracks(crowded):
    scores = crowded.scores(WEIGHTS)
    spread = [
        shares(
            crowded,
            scores,
            compute_exposure_penalty(crowded, scores, N_TRACKS, exposure_penalty, 1.0, 10),
            10,
        ).std()
        for exposure_penalty in (0.0, 0.05, 0.2)
    ]
    assert spread[0] > spread[1] > spread[2]


def test_hubness_is_largest_for_a_track_that_is_near_to_everything(crowded):
    crowded.contributions[:, 7, 1] += 1.0  # a hub by its taste
    found = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    assert found.argmax() == 7
    assert found[7] > 2 * np.median(found)
    assert found.shape == (N_TRACKS,)
    assert (found >= 0).all()


def test_hubness_does_not_depend_on_popularity(crowded):
    popular = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    crowded.contributions[:, :3, 4] = 0
    np.testing.assert_array_equal(compute_hubness(crowded, WEIGHTS, N_TRACKS), popular)


def test_without_lists_the_hubness_is_0():
    none = CandidateSets(
        np.zeros(0, np.intp), np.zeros((0, 0), np.intp), np.zeros((0, 0, 5), np.float32),
        np.zeros((0, 0), np.bool_),
    )  # fmt: skip
    assert not compute_hubness(none, WEIGHTS, 4).any()


def test_padding_does_not_change_the_hubness(crowded):
    whole = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    padded = CandidateSets(
        crowded.seeds, np.pad(crowded.tracks, ((0, 0), (0, 9))),
        np.pad(crowded.contributions, ((0, 0), (0, 9), (0, 0)), constant_values=9.0),
        np.pad(crowded.mask, ((0, 0), (0, 9))),
    )  # fmt: skip
    np.testing.assert_array_equal(compute_hubness(padded, WEIGHTS, N_TRACKS), whole)


def test_without_weight_and_limit_there_is_no_penalty(crowded):
    assert not compute_exposure_penalty(
        crowded, crowded.scores(WEIGHTS), N_TRACKS, 0.0, 1.0, 10
    ).any()


def test_the_limit_of_a_tiny_catalogue_is_one_that_it_can_keep():
    contributions = np.random.default_rng(0).random((6, 6, 5)).astype(np.float32)
    tracks = np.tile(np.arange(6), (6, 1))
    tiny = CandidateSets(np.arange(6), tracks, contributions, np.ones((6, 6), dtype=np.bool_))
    assert not compute_exposure_penalty(tiny, tiny.scores(WEIGHTS), 6, 0.0, 0.01, 20).any()


def test_padding_does_not_count_as_exposure(crowded):
    crowded.mask[:, 3:] = False
    places = count_exposures(crowded, crowded.scores(WEIGHTS), N_TRACKS, 10)
    assert places[:3].tolist() == [N_SEEDS] * 3
    assert not places[3:].any()


def test_seeds_by_entry_are_as_frequent_as_tracks_in_playlists():
    playlists = sparse.csr_matrix(np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=np.float32))
    assert sorted(draw_seeds_by_entry(playlists, 4, seed=0)) == [0, 0, 0, 1]
    assert len(draw_seeds_by_entry(playlists, 2, seed=0)) == 2


def test_seeds_by_playlist_are_equally_many_of_each_playlist():
    playlists = sparse.csr_matrix(np.eye(3, 50, dtype=np.float32))
    playlists = sparse.vstack([playlists, np.ones((1, 50)), np.zeros((1, 50))]).tocsr()
    seeds = draw_seeds_by_playlist(playlists, 400, seed=0)
    assert all((seeds == track).sum() >= 100 for track in range(3))
    assert len(seeds) == 400
    assert len(set(seeds)) > 40
    assert len(draw_seeds_by_playlist(sparse.csr_matrix((0, 40)), 10, seed=0)) == 0


def test_each_track_is_a_seed_at_most_once_and_all_are_where_they_are_few():
    assert draw_seeds(7, 10, seed=0).tolist() == list(range(7))
    assert len(set(draw_seeds(40, 10, seed=0))) == 10


def test_the_limit_holds_for_lists_weighted_by_query_frequency(crowded):
    scores = crowded.scores(WEIGHTS)
    query_frequency = np.ones(N_SEEDS, np.float32)
    query_frequency[:4] = 100  # four lists are asked for as often as all the others
    penalty = compute_exposure_penalty(crowded, scores, N_TRACKS, 0.0, 0.3, 10, query_frequency)
    places = count_exposures(
        crowded, scores - penalty[crowded.tracks], N_TRACKS, 10, query_frequency
    )
    assert places.max() / query_frequency.sum() <= 0.3
    assert shares(crowded, scores, penalty, 10).max() <= 0.3


def test_candidates_include_the_best_under_every_choice_of_weights(
    model_builder, obvious_contributions
):
    model = model_builder(300)
    seeds = np.array([5, 200, 201, 7])
    choices = [np.array(w, np.float32) for w in ((1, 1, 1, 1, 1), (0, 1, 0, 0, 0), (1, 0, 4, 0, 0))]
    found = build_candidate_sets(model, seeds, choices, 10)
    contributions = obvious_contributions(model, np.eye(300, dtype=np.float32)[seeds])
    for weights in choices:
        scores = contributions @ weights
        scores[np.arange(4), seeds] = -np.inf
        is_best = mark_best(found.scores(weights), found.mask, 10)
        top = found.tracks[is_best].reshape(len(seeds), 10)
        expected = np.sort(np.take_along_axis(scores, top, 1), axis=1)
        np.testing.assert_allclose(expected, np.sort(scores, axis=1)[:, -10:], atol=1e-5)


@pytest.mark.parametrize("length", [1, 10, 60])
def test_the_best_are_as_many_as_the_list_is_long_also_among_ties(length):
    random = np.random.default_rng(length)
    scores = random.integers(0, 7, (40, 50)).astype(np.float32)
    mask = random.random(scores.shape) < random.random((40, 1))
    scores[~mask] = -np.inf
    is_best = mark_best(scores, mask, length)
    assert not is_best[~mask].any()
    assert (is_best.sum(axis=1) == np.minimum(mask.sum(axis=1), length)).all()
    worst = np.where(is_best, scores, np.inf).min(axis=1, keepdims=True)
    assert (is_best | ~mask | (scores <= worst)).all()


def test_coverage_is_relative_to_that_of_random_lists(crowded):
    scores = crowded.scores(WEIGHTS)
    alike = np.tile(scores[0], (N_SEEDS, 1))
    by_chance = N_TRACKS * (1 - np.exp(-10 * 100 / N_TRACKS))
    np.testing.assert_allclose(measure_coverage(crowded, alike, N_TRACKS, 100), 10 / by_chance)
    assert measure_coverage(crowded, scores, N_TRACKS, 100) < 1
    assert measure_coverage(crowded, scores, N_TRACKS, 2 * N_SEEDS) > 0  # fewer than asked for


def test_the_union_of_candidate_sets_has_every_candidate_once(model_builder):
    model = model_builder(300)
    seeds = np.arange(40)
    one, other = (
        build_candidate_sets(model, seeds, [np.array(w, np.float32)], 10)
        for w in ((1, 0, 0, 0, 0), (1, 1, 1, 1, 1))
    )
    both = one.union(other)
    for row in range(len(seeds)):
        found = both.tracks[row][both.mask[row]]
        assert len(set(found)) == len(found)
        wanted = {*one.tracks[row][one.mask[row]], *other.tracks[row][other.mask[row]]}
        assert set(found) == wanted
    query = Query(model, model.select_seeds(seeds))
    rows, places = np.nonzero(both.mask)
    expected = query.contributions(rows, both.tracks[rows, places])
    np.testing.assert_allclose(both.contributions[rows, places], expected, atol=1e-6)


def test_candidates_with_more_smoothing_are_those_of_a_model_with_it(model_builder):
    model = model_builder(120)
    seeds = np.arange(30)
    found = build_candidate_sets(model, seeds, [WEIGHTS], 10, has_artist_co_occurrence=True)
    more = replace(model, co_occurrence=replace(model.co_occurrence, smoothing=4.0))
    query = Query(more, more.select_seeds(seeds))
    rows, places = np.nonzero(found.mask)
    again = found.with_more_smoothing(4.0 - model.co_occurrence.smoothing)
    expected = query.contributions(rows, found.tracks[rows, places])
    np.testing.assert_allclose(again.contributions[rows, places], expected, atol=1e-5)


def test_ties_do_not_lengthen_the_candidate_sets(model_builder):
    model = model_builder(400)
    for block in (model.audio, model.taste):
        block[:] = block[0]
    model.popularity[:] = 0
    dense = np.array([1, 1, 0, 0, 1], np.float32)
    found = build_candidate_sets(
        replace(model, cold_seed_popularity_weight=0.0), np.arange(9), [dense], 10
    )
    assert found.tracks.shape == (9, 10)
    assert found.mask.all()


def test_the_candidate_sets_of_no_seeds_are_empty(model_builder):
    found = build_candidate_sets(model_builder(40), np.zeros(0, np.intp), [WEIGHTS], 10)
    assert found.scores(WEIGHTS).shape == (0, 0)


def test_candidates_with_another_taste_have_its_contributions(model_builder):
    model = model_builder(120)
    seeds = np.arange(30)
    found = build_candidate_sets(model, seeds, [WEIGHTS], 10)
    again = found.with_taste(model.taste)
    np.testing.assert_allclose(
        again.contributions[again.mask], found.contributions[found.mask], atol=1e-6
    )
    doubled = found.with_taste(2 * model.taste)
    np.testing.assert_allclose(
        doubled.contributions[..., 1][found.mask],
        4 * found.contributions[..., 1][found.mask],
        atol=1e-5,
    )
