"""The invented playlists: the same for the same seed, and shaped like those that people keep."""

import numpy as np
import pytest

from benchmarks.synthetic_clusters import LONGEST, cluster_playlists
from recommender.data.dataset import Dataset
from recommender.evaluation.splitting import TABLE_NAMES

N_PLAYLISTS = 60


@pytest.fixture(scope="module")
def clusters():
    return cluster_playlists(3, N_PLAYLISTS)


def test_the_same_seed_gives_the_same_playlists(clusters):
    again = cluster_playlists(3, N_PLAYLISTS)
    assert all(table.equals(again[name]) for name, table in clusters.items())
    other = cluster_playlists(4, N_PLAYLISTS)
    assert not other["memberships"].equals(clusters["memberships"])


def test_a_playlist_holds_a_track_once_and_more_of_some_artists(clusters):
    dataset = Dataset.from_tables(**{name: clusters[name] for name in TABLE_NAMES})
    lengths = np.diff(dataset.playlists.indptr)
    assert len(lengths) == N_PLAYLISTS
    assert lengths.sum() == clusters["memberships"].num_rows
    assert lengths.max() <= LONGEST
    by_artist = (dataset.playlists @ dataset.artists).tocsr()
    repeated = 1 - np.diff(by_artist.indptr) / lengths
    assert 0.1 < repeated.mean() < 0.5


def test_tracks_of_one_playlist_alone_are_beside_more_by_their_artist(clusters):
    dataset = Dataset.from_tables(**{name: clusters[name] for name in TABLE_NAMES})
    alone = np.asarray(dataset.playlists.sum(axis=0)).ravel() == 1
    by_artist = (dataset.playlists @ dataset.artists).tocsr()
    rows, tracks = dataset.playlists[:, alone].nonzero()
    artists = dataset.artists[alone].indices[tracks]
    more = np.asarray(by_artist[rows, artists]).ravel() - 1
    assert more.mean() > 0.5
