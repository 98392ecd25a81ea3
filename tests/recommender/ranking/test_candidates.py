"""Candidate sets: the best under every choice of weights, and what is computed from them."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.ranking import hubness
from recommender.ranking.artist_repeats import ArtistGroups, find_repeats
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.coverage import Coverage, count_exposure, draw_seeds, limit_share
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.query import Query

N_SEEDS, N_TRACKS = 400, 300
WEIGHTS = np.ones(6, dtype=np.float32)


@pytest.fixture
def crowded():
    """Return candidates of all seeds where three tracks are a bit better for everyone."""
    random = np.random.default_rng(0)
    contributions = np.zeros((N_SEEDS, N_TRACKS, 6), dtype=np.float32)
    contributions[:, :, 1] = random.random((N_SEEDS, N_TRACKS))
    contributions[:, :3, 4] = 0.9
    tracks = np.tile(np.arange(N_TRACKS), (N_SEEDS, 1))
    mask = np.ones((N_SEEDS, N_TRACKS), dtype=np.bool_)
    groups = ArtistGroups(tracks // 2, mask)
    return CandidateSets(np.arange(N_SEEDS), tracks, contributions, mask, groups)


def test_hubness_is_largest_for_a_track_that_is_near_to_everything(crowded):
    crowded.contributions[:, 7, 1] += 1.0  # a hub by its taste
    found = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    assert found.argmax() == 7
    assert found[7] > 2 * np.median(found)
    assert found.shape == (N_TRACKS,)
    assert (found >= 0).all()


def test_hubness_is_the_mean_of_the_greatest_scores_over_the_floor(crowded, monkeypatch):
    monkeypatch.setattr(hubness, "NEAR_LENGTH", 20)
    monkeypatch.setattr(hubness, "MIN_NEAR", 4)
    scores = np.round(crowded.contributions[:, :, 1], 2)  # many are equal
    monkeypatch.setattr(CandidateSets, "scores", lambda *_: scores)
    is_best = mark_best(scores, crowded.mask, 20)
    floor = np.where(is_best, scores, np.inf).min(axis=1).mean()
    n_near = max(4, round(len(crowded.seeds) / 600))
    for track, found in enumerate(compute_hubness(crowded, WEIGHTS, N_TRACKS)):
        near = np.sort(scores[is_best & (crowded.tracks == track)])[-n_near:]
        assert found == pytest.approx(max((near - floor).sum() / n_near, 0), abs=1e-6)


def test_hubness_does_not_depend_on_popularity(crowded):
    popular = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    crowded.contributions[:, :3, 4] = 0
    np.testing.assert_array_equal(compute_hubness(crowded, WEIGHTS, N_TRACKS), popular)


def test_without_lists_the_hubness_is_0():
    none = CandidateSets(
        np.zeros(0, np.intp), np.zeros((0, 0), np.intp), np.zeros((0, 0, 6), np.float32),
        np.zeros((0, 0), np.bool_), ArtistGroups(np.zeros((0, 0), np.intp), np.zeros((0, 0), bool)),
    )  # fmt: skip
    assert not compute_hubness(none, WEIGHTS, 4).any()


def test_padding_does_not_change_the_hubness(crowded):
    whole = compute_hubness(crowded, WEIGHTS, N_TRACKS)
    padded = CandidateSets(
        crowded.seeds, np.pad(crowded.tracks, ((0, 0), (0, 9))),
        np.pad(crowded.contributions, ((0, 0), (0, 9), (0, 0)), constant_values=9.0),
        np.pad(crowded.mask, ((0, 0), (0, 9))), crowded.artists,
    )  # fmt: skip
    np.testing.assert_array_equal(compute_hubness(padded, WEIGHTS, N_TRACKS), whole)


def test_each_track_is_a_seed_at_most_once_and_all_are_where_they_are_few():
    assert draw_seeds(7, 10, seed=0).tolist() == list(range(7))
    assert len(set(draw_seeds(40, 10, seed=0))) == 10


def test_candidates_include_the_best_under_every_choice_of_weights(
    model_builder, obvious_contributions
):
    model = model_builder(300)
    seeds = np.array([5, 200, 201, 7])
    choices = [np.array(w, np.float32) for w in (WEIGHTS, (0, 1, 0, 0, 0, 1), (1, 0, 4, 0, 0, 1))]
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
    dense = np.array([1, 1, 0, 0, 1, 1], np.float32)
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


def test_padding_does_not_count_as_exposure(crowded):
    crowded.mask[:, 3:] = False
    places = count_exposure(crowded, crowded.scores(WEIGHTS), N_TRACKS)
    assert places[:3].tolist() == [N_SEEDS] * 3
    assert not places[3:].any()


def test_coverage_is_relative_to_that_of_random_lists(crowded):
    alike = np.tile(crowded.scores(WEIGHTS)[0], (N_SEEDS, 1))
    exposure = count_exposure(crowded, alike, N_TRACKS)
    found = Coverage.from_exposure(exposure, N_SEEDS)
    by_chance = N_TRACKS * (1 - np.exp(-10 * N_SEEDS / N_TRACKS))
    assert found.relative == pytest.approx(10 / by_chance)
    assert found.largest_share == 1


def test_the_limit_of_a_tiny_catalogue_is_one_that_it_can_keep():
    assert limit_share(0.018, 6) >= 1  # six tracks, lists of ten: each track is in each list
    assert limit_share(0.018, 24_000) == 0.018


@pytest.mark.parametrize("penalty", [0.0, 0.4, 2.0])
def test_repeats_found_at_once_are_those_found_place_by_place(penalty):
    random = np.random.default_rng(4)
    scores = random.random((30, 40)).astype(np.float32)
    artists = random.integers(-1, 9, scores.shape)
    groups = ArtistGroups(artists, np.ones(scores.shape, np.bool_))
    remaining = scores - np.float32(penalty) * groups.find_repeats(scores)
    for row in range(len(scores)):
        left, found, seen = list(range(40)), [], set()
        while left:  # each place goes to the best of what is left, as the list stands
            values = {
                each: scores[row, each] - np.float32(penalty) * (artists[row, each] in seen)
                for each in left
            }
            found.append(max(left, key=lambda each: (values[each], -each)))
            left.remove(found[-1])
            seen |= {artists[row, found[-1]]} - {-1}
        assert np.argsort(-remaining[row], kind="stable").tolist() == found
    order = np.argsort(-scores, axis=1)
    rows = np.repeat(np.arange(30), 40)
    by_list = find_repeats(rows, np.take_along_axis(artists, order, axis=1).ravel())
    expected = np.take_along_axis(groups.find_repeats(scores), order, axis=1)
    assert by_list.tolist() == expected.ravel().tolist()


def test_the_different_artists_of_the_lists_are_counted(crowded):
    expected = []
    scores = crowded.scores(WEIGHTS)
    for row in scores:
        expected.append(len(set((np.argsort(-row)[:10] // 2).tolist())))
    assert crowded.count_artists(scores, 10) == pytest.approx(np.mean(expected))
