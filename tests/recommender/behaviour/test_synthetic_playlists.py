"""The synthetic playlists: the same for the same seed, and shaped like those that people keep."""

import numpy as np
import pytest

from benchmarks.synthetic_playlists import LENGTHS, synthetic_playlists
from benchmarks.world import REAL_STRUCTURE, order_playlists
from benchmarks.world_structure import measure_structure
from recommender.data.dataset import Dataset
from recommender.evaluation.splitting import TABLE_NAMES

N_PLAYLISTS = 400


@pytest.fixture(scope="module")
def tables():
    return synthetic_playlists(3, N_PLAYLISTS)


def test_the_same_seed_gives_the_same_playlists(tables):
    again = synthetic_playlists(3, N_PLAYLISTS)
    assert all(table.equals(again[name]) for name, table in tables.items())
    other = synthetic_playlists(4, N_PLAYLISTS)
    assert not other["memberships"].equals(tables["memberships"])


def test_a_playlist_holds_a_track_once_and_more_of_some_artists(tables):
    dataset = Dataset.from_tables(**{name: tables[name] for name in TABLE_NAMES})
    lengths = np.diff(dataset.playlists.indptr)
    assert len(lengths) == N_PLAYLISTS
    assert lengths.sum() == tables["memberships"].num_rows
    assert lengths.max() <= max(LENGTHS)
    by_artist = (dataset.playlists @ dataset.artists).tocsr()
    repeated = 1 - np.diff(by_artist.indptr) / lengths
    assert 0.1 < repeated.mean() < 0.5


def test_tracks_of_one_playlist_alone_are_beside_more_by_their_artist(tables):
    dataset = Dataset.from_tables(**{name: tables[name] for name in TABLE_NAMES})
    alone = np.asarray(dataset.playlists.sum(axis=0)).ravel() == 1
    by_artist = (dataset.playlists @ dataset.artists).tocsr()
    rows, tracks = dataset.playlists[:, alone].nonzero()
    artists = dataset.artists[alone].indices[tracks]
    more = np.asarray(by_artist[rows, artists]).ravel() - 1
    assert more.mean() > 0.5


def test_positions_count_the_tracks_of_each_playlist(tables):
    memberships = tables["memberships"]
    found: dict[str, list[int]] = {}
    for playlist, position in zip(
        memberships["playlist_id"].to_pylist(), memberships["position"].to_pylist(), strict=True
    ):
        found.setdefault(playlist, []).append(position)
    assert all(positions == list(range(len(positions))) for positions in found.values())


def test_every_playlist_is_either_learned_or_further(tables):
    learned, further, dataset = order_playlists(tables)
    assert len(further.lengths) == N_PLAYLISTS // 5
    assert len(learned.lengths) + len(further.lengths) == N_PLAYLISTS
    assert len(learned.tracks) + len(further.tracks) == tables["memberships"].num_rows
    assert set(measure_structure(learned, further, dataset)) == set(REAL_STRUCTURE)


def test_runs_of_an_artist_and_the_lengths_are_those_of_real_playlists(tables):
    figures = measure_structure(*order_playlists(tables))
    assert figures["length, 50 %"] == pytest.approx(23, abs=6)
    assert figures["next by the same artist"] > 1.5 * figures["two members by the same artist"]
    assert figures["ten others: different artists"] == pytest.approx(8.9, abs=0.6)
