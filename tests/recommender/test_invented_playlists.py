"""The invented playlists: the same for the same seed, and shaped like those that people keep."""

import numpy as np
import pytest

from benchmarks.quality_clumps import LONGEST, clumped_playlists
from recommender.evidence import evidence_of
from recommender.splits import READ

N_PLAYLISTS = 60


@pytest.fixture(scope="module")
def clumps():
    return clumped_playlists(3, N_PLAYLISTS)


def test_the_same_seed_gives_the_same_playlists(clumps):
    again = clumped_playlists(3, N_PLAYLISTS)
    assert all(table.equals(again[name]) for name, table in clumps.items())
    other = clumped_playlists(4, N_PLAYLISTS)
    assert not other["memberships"].equals(clumps["memberships"])


def test_a_playlist_holds_a_track_once_and_more_of_some_artists(clumps):
    evidence = evidence_of(**{name: clumps[name] for name in READ})
    lengths = np.diff(evidence.playlists.indptr)
    assert len(lengths) == N_PLAYLISTS
    assert lengths.sum() == clumps["memberships"].num_rows
    assert lengths.max() <= LONGEST
    by_artist = (evidence.playlists @ evidence.artists).tocsr()
    repeated = 1 - np.diff(by_artist.indptr) / lengths
    assert 0.1 < repeated.mean() < 0.5


def test_what_one_playlist_alone_holds_lies_beside_more_by_its_artist(clumps):
    evidence = evidence_of(**{name: clumps[name] for name in READ})
    alone = np.asarray(evidence.playlists.sum(axis=0)).ravel() == 1
    by_artist = (evidence.playlists @ evidence.artists).tocsr()
    rows, tracks = evidence.playlists[:, alone].nonzero()
    artists = evidence.artists[alone].indices[tracks]
    more = np.asarray(by_artist[rows, artists]).ravel() - 1
    assert more.mean() > 0.5
