"""The exposure penalty of a build: as little as reaches the target coverage."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommender.ranking.exposure_fit import fit_exposure_penalty
from recommender.ranking.lists import rank_all
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters

N_TRACKS, N_PLAYLISTS, LENGTH = 900, 500, 20
CHOSEN = Parameters(
    popularity_weight=0.3,
    exposure_penalty=0.0,
    n_neighbors=LENGTH,
    max_exposure_share=0.05,
    hubness=0,
    cold_seed_popularity_weight=0.0,
)


@pytest.fixture(scope="module")
def crowded():
    """Return playlists, and a model in which popularity leads to the same few tracks."""
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
    counts = np.asarray(playlists.sum(axis=0)).ravel()
    model = ScoringModel.from_arrays(
        audio=np.zeros((N_TRACKS, 1), np.float32),
        taste=(taste / np.linalg.norm(taste, axis=1, keepdims=True)).astype(np.float32),
        popularity=(CHOSEN.popularity_weight * np.log1p(counts)).astype(np.float32),
        artists=artists,
        playlists=playlists.T.tocsr(),
        recordings=np.arange(N_TRACKS),
        parameters=CHOSEN,
    )
    return playlists, model


def lists_after(model, penalty):
    """Return the tracks of every list, and in which share of the lists each track stands."""
    penalised = replace(model, popularity=model.popularity - penalty)
    found = list(rank_all(penalised, CHOSEN.weights, LENGTH))
    tracks = np.concatenate([part.tracks for part in found]).reshape(-1, LENGTH)
    return tracks, np.bincount(tracks.ravel(), minlength=N_TRACKS) / N_TRACKS


def coverage(playlists, tracks):
    """Return the different tracks in as many lists of ten as there are entries, beside chance."""
    seeds = np.random.default_rng(0).choice(playlists.indices, 1800)
    different = len(np.unique(tracks[seeds, :10]))
    return different / (N_TRACKS * -np.expm1(-10 * len(seeds) / N_TRACKS))


def test_the_lists_reach_the_target_coverage(crowded):
    playlists, model = crowded
    found = [
        coverage(
            playlists, lists_after(model, fit_exposure_penalty(model, playlists, parameters))[0]
        )
        for parameters in (
            replace(CHOSEN, target_coverage=target_coverage, max_exposure_share=1.0)
            for target_coverage in (0.6, 0.8)
        )
    ]
    assert found[0] == pytest.approx(0.6, abs=0.06)
    assert found[1] == pytest.approx(0.8, abs=0.06)


def test_a_coverage_that_the_lists_have_already_needs_no_penalty(crowded):
    playlists, model = crowded
    parameters = replace(CHOSEN, target_coverage=0.001, max_exposure_share=1.0)
    penalty = fit_exposure_penalty(model, playlists, parameters)
    assert penalty.max() < 0.02


def test_no_track_is_in_more_lists_than_the_limit_whatever_the_penalty(crowded):
    playlists, model = crowded
    for parameters in (replace(CHOSEN, exposure_penalty=0.5), replace(CHOSEN, target_coverage=0.9)):
        _, share = lists_after(model, fit_exposure_penalty(model, playlists, parameters))
        assert share.max() <= max(0.05, 2 * LENGTH / (N_TRACKS - 1)) * 1.1


def test_an_empty_catalogue_has_no_penalty(crowded):
    playlists, model = crowded
    blocks = ("audio", "taste", "popularity", "artists", "playlists", "recordings")
    none = ScoringModel.from_arrays(
        **{name: getattr(model, name)[:0] for name in blocks}, parameters=CHOSEN
    )
    assert len(fit_exposure_penalty(none, playlists[:, :0], CHOSEN)) == 0
