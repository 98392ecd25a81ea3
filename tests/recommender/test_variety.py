"""The wear of a build: as little as gives the variety that is asked for, and never a crowd."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.asking import damped_playlists
from recommender.catalogue import Catalogue, damped_rows
from recommender.lists import lists_of_all
from recommender.parameters import Parameters
from recommender.variety import found_loss

N_TRACKS, N_PLAYLISTS, LENGTH = 900, 500, 20
CHOSEN = Parameters(prior_weight=0.3, wear=0.0, n_neighbors=LENGTH, largest_share=0.05, hubness=0)


@pytest.fixture(scope="module")
def crowded():
    """Return playlists, and a catalogue in which popularity leads to the same few tracks."""
    random = np.random.default_rng(4)
    fame = random.lognormal(0, 1.2, N_TRACKS)
    fame /= fame.sum()
    rows = np.repeat(np.arange(N_PLAYLISTS), 12)
    columns = np.concatenate(
        [random.choice(N_TRACKS, 12, replace=False, p=fame) for _ in range(N_PLAYLISTS)]
    )
    playlists = sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (rows, columns)), shape=(N_PLAYLISTS, N_TRACKS)
    )
    artists = sparse.csr_matrix(np.eye(30, dtype=np.float32)[random.integers(0, 30, N_TRACKS)])
    taste = random.normal(size=(N_TRACKS, 6))
    held, asking = damped_playlists(playlists.T.tocsr(), artists, 3.0, 0.0, 3.0)
    counts = np.asarray(playlists.sum(axis=0)).ravel()
    catalogue = Catalogue(
        sound=np.zeros((N_TRACKS, 1), np.float32),
        taste=(taste / np.linalg.norm(taste, axis=1, keepdims=True)).astype(np.float32),
        prior=(CHOSEN.prior_weight * np.log1p(counts)).astype(np.float32),
        artists=damped_rows(artists),
        playlists=held,
        recordings=np.arange(N_TRACKS),
        asking=asking,
    )
    return playlists, catalogue


def lists_after(catalogue, loss):
    """Return the tracks of every list, and in which share of the lists each track stands."""
    worn = replace(catalogue, prior=catalogue.prior - loss)
    found = list(lists_of_all(worn, CHOSEN.weights, LENGTH))
    tracks = np.concatenate([part.tracks for part in found]).reshape(-1, LENGTH)
    return tracks, np.bincount(tracks.ravel(), minlength=N_TRACKS) / N_TRACKS


def coverage(playlists, tracks):
    """Return the different tracks in as many lists of ten as there are entries, beside chance."""
    seeds = np.random.default_rng(0).choice(playlists.indices, 1800)
    different = len(np.unique(tracks[seeds, :10]))
    return different / (N_TRACKS * -np.expm1(-10 * len(seeds) / N_TRACKS))


def test_more_variety_is_given_when_more_is_asked_for(crowded):
    playlists, catalogue = crowded
    found = [
        coverage(playlists, lists_after(catalogue, found_loss(catalogue, playlists, some))[0])
        for some in (replace(CHOSEN, variety=variety, largest_share=1.0) for variety in (0.6, 0.8))
    ]
    assert found[0] == pytest.approx(0.6, abs=0.06)
    assert found[1] == pytest.approx(0.8, abs=0.06)


def test_a_variety_that_is_there_already_costs_nothing(crowded):
    playlists, catalogue = crowded
    some = replace(CHOSEN, variety=0.001, largest_share=1.0)
    loss = found_loss(catalogue, playlists, some)
    assert loss.max() < 0.02


def test_no_track_stands_in_more_lists_than_it_may_however_strong_the_wear(crowded):
    playlists, catalogue = crowded
    for some in (replace(CHOSEN, wear=0.5), replace(CHOSEN, variety=0.9)):
        _, share = lists_after(catalogue, found_loss(catalogue, playlists, some))
        assert share.max() <= max(0.05, 2 * LENGTH / (N_TRACKS - 1)) * 1.1


def test_a_catalogue_of_nothing_loses_nothing(crowded):
    playlists, catalogue = crowded
    none = Catalogue(
        catalogue.sound[:0], catalogue.taste[:0], catalogue.prior[:0], catalogue.artists[:0],
        catalogue.playlists[:0], catalogue.recordings[:0],
        damped_playlists(catalogue.playlists[:0], catalogue.artists[:0], 3.0, 0.0, 3.0)[1],
    )  # fmt: skip
    assert len(found_loss(none, playlists[:, :0], CHOSEN)) == 0
