"""Variety: crowded tracks give way, until none stands in more lists than is allowed."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.shortlists import Shortlists, best, shortlists
from recommender.wear import (
    any_seeds,
    coverage_of,
    hubness,
    listed_seeds,
    number_of_places,
    seeds_of_playlists,
    worn,
)

N_SEEDS, N_TRACKS = 400, 300
WEIGHTS = np.ones(5, dtype=np.float32)


@pytest.fixture
def crowded():
    """Return shortlists over all tracks where three tracks are a bit better for everyone."""
    random = np.random.default_rng(0)
    terms = np.zeros((N_SEEDS, N_TRACKS, 5), dtype=np.float32)
    terms[:, :, 1] = random.random((N_SEEDS, N_TRACKS))
    terms[:, :3, 4] = 0.9
    tracks = np.tile(np.arange(N_TRACKS), (N_SEEDS, 1))
    there = np.ones((N_SEEDS, N_TRACKS), dtype=np.bool_)
    return Shortlists(np.arange(N_SEEDS), tracks, terms, there)


def shares(lists, scores, loss, length):
    return number_of_places(lists, scores - loss[lists.tracks], N_TRACKS, length) / N_SEEDS


def test_no_track_stands_in_a_larger_share_than_is_allowed(crowded):
    scores = crowded.scores(WEIGHTS)
    assert shares(crowded, scores, np.zeros(N_TRACKS), 10).max() > 0.9
    loss = worn(crowded, scores, N_TRACKS, wear=0.0, largest_share=0.2, length=10)
    assert shares(crowded, scores, loss, 10).max() <= 0.2
    assert (loss >= 0).all()
    assert set(np.flatnonzero(loss)) == {0, 1, 2}


def test_wear_spreads_the_lists_over_more_tracks(crowded):
    scores = crowded.scores(WEIGHTS)
    spread = [
        shares(crowded, scores, worn(crowded, scores, N_TRACKS, wear, 1.0, 10), 10).std()
        for wear in (0.0, 0.05, 0.2)
    ]
    assert spread[0] > spread[1] > spread[2]


def test_hubness_tells_the_tracks_that_are_near_to_everything(crowded):
    crowded.terms[:, 7, 1] += 1.0  # a hub by its taste
    found = hubness(crowded, WEIGHTS, N_TRACKS)
    assert found.argmax() == 7
    assert found[7] > 2 * np.median(found)
    assert found.shape == (N_TRACKS,)
    assert (found >= 0).all()


def test_hubness_is_blind_to_the_prior(crowded):
    popular = hubness(crowded, WEIGHTS, N_TRACKS)
    crowded.terms[:, :3, 4] = 0
    np.testing.assert_array_equal(hubness(crowded, WEIGHTS, N_TRACKS), popular)


def test_nobody_is_a_hub_where_there_are_no_lists():
    none = Shortlists(
        np.zeros(0, np.intp), np.zeros((0, 0), np.intp), np.zeros((0, 0, 5), np.float32),
        np.zeros((0, 0), np.bool_),
    )  # fmt: skip
    assert not hubness(none, WEIGHTS, 4).any()


def test_padding_makes_no_hub(crowded):
    whole = hubness(crowded, WEIGHTS, N_TRACKS)
    padded = Shortlists(
        crowded.seeds, np.pad(crowded.tracks, ((0, 0), (0, 9))),
        np.pad(crowded.terms, ((0, 0), (0, 9), (0, 0)), constant_values=9.0),
        np.pad(crowded.is_there, ((0, 0), (0, 9))),
    )  # fmt: skip
    np.testing.assert_array_equal(hubness(padded, WEIGHTS, N_TRACKS), whole)


def test_without_wear_and_cap_nothing_is_lost(crowded):
    assert not worn(crowded, crowded.scores(WEIGHTS), N_TRACKS, 0.0, 1.0, 10).any()


def test_the_cap_of_a_tiny_catalogue_is_what_it_can_keep():
    terms = np.random.default_rng(0).random((6, 6, 5)).astype(np.float32)
    tracks = np.tile(np.arange(6), (6, 1))
    tiny = Shortlists(np.arange(6), tracks, terms, np.ones((6, 6), dtype=np.bool_))
    assert not worn(tiny, tiny.scores(WEIGHTS), 6, 0.0, 0.01, 20).any()


def test_padding_is_never_counted(crowded):
    crowded.is_there[:, 3:] = False
    places = number_of_places(crowded, crowded.scores(WEIGHTS), N_TRACKS, 10)
    assert places[:3].tolist() == [N_SEEDS] * 3
    assert not places[3:].any()


def test_seeds_are_drawn_as_often_as_tracks_are_listed():
    playlists = sparse.csr_matrix(np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=np.float32))
    assert sorted(listed_seeds(playlists, 4, seed=0)) == [0, 0, 0, 1]
    assert len(listed_seeds(playlists, 2, seed=0)) == 2


def test_each_playlist_gives_as_many_seeds_however_long_it_is():
    playlists = sparse.csr_matrix(np.eye(3, 50, dtype=np.float32))
    playlists = sparse.vstack([playlists, np.ones((1, 50)), np.zeros((1, 50))]).tocsr()
    seeds = seeds_of_playlists(playlists, 400, seed=0)
    assert all((seeds == track).sum() >= 100 for track in range(3))
    assert len(seeds) == 400
    assert len(set(seeds)) > 40
    assert len(seeds_of_playlists(sparse.csr_matrix((0, 40)), 10, seed=0)) == 0


def test_any_seed_is_drawn_once_and_all_where_they_are_few():
    assert any_seeds(7, 10, seed=0).tolist() == list(range(7))
    assert len(set(any_seeds(40, 10, seed=0))) == 10


def test_the_cap_holds_for_lists_as_they_are_asked_for(crowded):
    scores = crowded.scores(WEIGHTS)
    asked_for = np.ones(N_SEEDS, np.float32)
    asked_for[:4] = 100  # four lists are asked for as often as all the others
    loss = worn(crowded, scores, N_TRACKS, 0.0, 0.3, 10, asked_for)
    places = number_of_places(crowded, scores - loss[crowded.tracks], N_TRACKS, 10, asked_for)
    assert places.max() / asked_for.sum() <= 0.3
    assert shares(crowded, scores, loss, 10).max() <= 0.3


def test_shortlists_hold_the_best_under_every_choice_of_weights(some_catalogue, obvious_terms):
    catalogue = some_catalogue(300)
    seeds = np.array([5, 200, 201, 7])
    choices = [np.array(w, np.float32) for w in ((1, 1, 1, 1, 1), (0, 1, 0, 0, 0), (1, 0, 4, 0, 0))]
    found = shortlists(catalogue, seeds, choices, 10)
    terms = obvious_terms(catalogue, np.eye(300, dtype=np.float32)[seeds])
    for weights in choices:
        scores = terms @ weights
        scores[np.arange(4), seeds] = -np.inf
        top = np.take_along_axis(found.tracks, best(found.scores(weights), 10), axis=1)
        expected = np.sort(np.take_along_axis(scores, top, 1), axis=1)
        np.testing.assert_allclose(expected, np.sort(scores, axis=1)[:, -10:], atol=1e-5)


def test_coverage_is_what_lists_hold_beside_lists_by_chance(crowded):
    scores = crowded.scores(WEIGHTS)
    alike = np.tile(scores[0], (N_SEEDS, 1))
    by_chance = N_TRACKS * (1 - np.exp(-10 * 100 / N_TRACKS))
    np.testing.assert_allclose(coverage_of(crowded, alike, N_TRACKS, 100), 10 / by_chance)
    assert coverage_of(crowded, scores, N_TRACKS, 100) < 1
    assert coverage_of(crowded, scores, N_TRACKS, 2 * N_SEEDS) > 0  # fewer than asked for


def test_joined_shortlists_hold_every_candidate_once(some_catalogue):
    catalogue = some_catalogue(300)
    seeds = np.arange(40)
    one, other = (
        shortlists(catalogue, seeds, [np.array(w, np.float32)], 10)
        for w in ((1, 0, 0, 0, 0), (1, 1, 1, 1, 1))
    )
    both = one.joined(other)
    for row in range(len(seeds)):
        found = both.tracks[row][both.is_there[row]]
        assert len(set(found)) == len(found)
        wanted = {*one.tracks[row][one.is_there[row]], *other.tracks[row][other.is_there[row]]}
        assert set(found) == wanted
    query = catalogue.query(catalogue.rows(seeds))
    rows, places = np.nonzero(both.is_there)
    expected = query.terms(rows, both.tracks[rows, places])
    np.testing.assert_allclose(both.terms[rows, places], expected, atol=1e-6)


def test_a_shortlist_can_be_measured_with_another_backing(some_catalogue):
    catalogue = some_catalogue(120)
    seeds = np.arange(30)
    found = shortlists(catalogue, seeds, [WEIGHTS], 10, has_lent=True)
    more = replace(catalogue, asking=replace(catalogue.asking, backing=4.0))
    query = more.query(more.rows(seeds))
    rows, places = np.nonzero(found.is_there)
    again = found.with_more_backing(4.0 - catalogue.asking.backing)
    expected = query.terms(rows, found.tracks[rows, places])
    np.testing.assert_allclose(again.terms[rows, places], expected, atol=1e-5)


def test_tracks_that_tie_do_not_make_a_shortlist_long(some_catalogue):
    catalogue = some_catalogue(400)
    for block in (catalogue.sound, catalogue.taste):
        block[:] = block[0]
    catalogue.prior[:] = 0
    dense = np.array([1, 1, 0, 0, 1], np.float32)
    found = shortlists(replace(catalogue, unlisted_prior=0.0), np.arange(9), [dense], 10)
    assert found.tracks.shape == (9, 10)
    assert found.is_there.all()


def test_a_shortlist_of_no_seeds_is_empty(some_catalogue):
    found = shortlists(some_catalogue(40), np.zeros(0, np.intp), [WEIGHTS], 10)
    assert found.scores(WEIGHTS).shape == (0, 0)


def test_a_shortlist_can_be_measured_with_another_taste(some_catalogue):
    catalogue = some_catalogue(120)
    seeds = np.arange(30)
    found = shortlists(catalogue, seeds, [WEIGHTS], 10)
    again = found.with_taste(catalogue.taste)
    np.testing.assert_allclose(again.terms[again.is_there], found.terms[found.is_there], atol=1e-6)
    doubled = found.with_taste(2 * catalogue.taste)
    np.testing.assert_allclose(
        doubled.terms[..., 1][found.is_there], 4 * found.terms[..., 1][found.is_there], atol=1e-5
    )
