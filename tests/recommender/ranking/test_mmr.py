"""Re-ranked lists: exact length, no doubles, few of an artist, varied."""

import numpy as np
import pytest

from recommender.ranking.mmr import MIN_POOL, Catalogue, ListOptions, rerank

N_TRACKS = 300


@pytest.fixture
def tracks():
    """Return scores, recordings, artists and vectors of tracks in thirty tight groups."""
    random = np.random.default_rng(1)
    group = random.integers(0, 30, N_TRACKS)
    vectors = random.normal(size=(30, 8))[group] + 0.1 * random.normal(size=(N_TRACKS, 8))
    scores = (random.normal(size=30)[group] + 0.1 * random.normal(size=N_TRACKS)).astype(np.float32)
    recordings = np.arange(N_TRACKS) // 2
    artists = np.where(np.arange(N_TRACKS) % 50 == 0, -1, group)
    return scores, Catalogue(recordings, artists, vectors.astype(np.float32))


def likeness(rows, vectors):
    units = vectors[rows] / np.linalg.norm(vectors[rows], axis=1, keepdims=True)
    return (units @ units.T)[np.triu_indices(len(rows), 1)].mean()


def plain(scores, recordings, artists, length, cap=None):
    found, known, count = [], set(), {}
    for row in sorted(range(N_TRACKS), key=lambda row: (-scores[row], row)):
        if not np.isfinite(scores[row]) or recordings[row] in known:
            continue
        known.add(recordings[row])
        count[artists[row]] = count.get(artists[row], 0) + 1
        if cap is None or artists[row] < 0 or count[artists[row]] <= cap:
            found.append(row)
    return found[:length]


@pytest.mark.parametrize("cap", [None, 1, 3])
@pytest.mark.parametrize("length", [1, 10, 140, 500])
def test_the_ranking_is_the_obvious_one(tracks, length, cap):
    scores, of = tracks
    scores[:20] = -np.inf
    found, penalties = rerank(scores, of, ListOptions(length, 0, cap))
    assert found.tolist() == plain(scores, of.recordings, of.artists, length, cap)
    assert not penalties.any()


def test_more_diversity_makes_tracks_less_alike(tracks):
    alike = [
        likeness(rerank(*tracks, ListOptions(10, setting))[0], tracks[1].vectors)
        for setting in (0, 0.5, 0.9)
    ]
    assert alike[0] > alike[1] > alike[2]


def test_a_varied_list_is_greedy_place_by_place(tracks):
    scores, of = tracks
    vectors = of.vectors
    found = rerank(*tracks, ListOptions(8, 0.6))[0].tolist()
    best_few = np.where(np.argsort(np.argsort(-scores)) < MIN_POOL, scores, -np.inf)
    pool = plain(best_few, of.recordings, of.artists, N_TRACKS)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    low, high = min(scores[pool]), max(scores[pool])
    expected: list[int] = []
    while len(expected) < 8:
        mmr_scores = {
            row: 0.4 * (scores[row] - low) / (high - low)
            - 0.6 * max([0.0, *(float(units[row] @ units[other]) for other in expected)])
            for row in pool
            if row not in expected
        }
        expected.append(max(mmr_scores, key=mmr_scores.__getitem__))
    assert found == expected


def test_the_first_place_goes_to_the_best_whatever_the_diversity(tracks):
    for setting in (0.0, 0.3, 0.99):
        assert rerank(*tracks, ListOptions(5, setting))[0][0] == np.argmax(tracks[0])


def test_a_varied_list_is_as_long_and_keeps_the_cap(tracks):
    found, _ = rerank(*tracks, ListOptions(25, 0.5, 1))
    artists = tracks[1].artists[found]
    assert len(found) == 25
    assert len(set(artists[artists >= 0].tolist())) == (artists >= 0).sum()


def test_nothing_left_is_an_empty_list(tracks):
    scores = np.full(N_TRACKS, -np.inf, np.float32)
    for setting in (0.0, 0.5):
        assert len(rerank(scores, tracks[1], ListOptions(5, setting))[0]) == 0


@pytest.mark.parametrize("diversity", [0.0, 0.4])
@pytest.mark.parametrize("most", [0, 1, 2])
def test_a_list_is_full_with_at_most_so_many_of_an_artist_of_the_seeds(tracks, most, diversity):
    scores, of = tracks
    seed_artist = int(of.artists[np.argmax(scores)])
    options = ListOptions(30, diversity, None, most)
    found, _ = rerank(scores, of, options, seed_artists=[seed_artist])
    assert len(found) == 30
    assert (of.artists[found] == seed_artist).sum() == most
    assert np.unique(of.artists[found], return_counts=True)[1].max() > 2  # others have no limit


def test_a_repeated_artist_loses_the_penalty_and_a_lower_track_takes_the_place(tracks):
    scores, of = tracks
    plain_list, _ = rerank(scores, of, ListOptions(10))
    found, penalties = rerank(scores, of, ListOptions(10), repeat_penalty=0.7)
    kinds = [len(set(of.artists[rows].tolist())) for rows in (plain_list, found)]
    assert kinds[1] > kinds[0]
    np.testing.assert_array_less(np.diff(scores[found] - penalties), 1e-6)
    seen: set[int] = set()
    for artist, penalty in zip(of.artists[found].tolist(), penalties.tolist(), strict=True):
        assert penalty == pytest.approx(0.7 if artist in seen else 0)
        seen |= {artist} - {-1}
