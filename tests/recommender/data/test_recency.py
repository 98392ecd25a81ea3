"""Ages of listening sessions change in steps, and a session counts half after each half-life."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from recommender import build_vectors
from recommender.data.recency import count_playlists, read_session_ages, weigh_playlists

KEYS = pa.array(["list", "session:1", "session:2"])


def memberships(newest: date) -> pa.Table:
    days = [None, date(2026, 1, 1), date(2026, 1, 2), newest]
    return pa.table(
        {
            "playlist_id": ["list", "session:1", "session:1", "session:2"],
            "track_id": ["a", "a", "b", "a"],
            "played_on": pa.array(days, pa.date32()),
        }
    )


def test_a_playlist_has_no_age_and_a_session_that_of_its_newest_play():
    ages = read_session_ages(memberships(date(2026, 7, 1)), KEYS)
    assert np.isnan(ages[0])
    assert ages[1] - ages[2] == (date(2026, 7, 1) - date(2026, 1, 2)).days
    assert 0 < ages[2] <= 30


def test_ages_change_with_steps_and_not_with_each_day():
    """Otherwise each play would write all vectors anew."""
    first = [read_session_ages(memberships(date(2026, 6, day)), KEYS)[1] for day in range(1, 31)]
    assert len(set(first)) == 2
    assert np.ptp(first) == 30


def test_a_session_counts_half_after_each_half_life():
    weights = weigh_playlists(np.array([np.nan, 0.0, 100.0, 200.0]), 100)
    assert weights is not None
    assert weights.tolist() == [1, 1, 0.5, 0.25]


@pytest.mark.parametrize("ages", [[np.nan, 3.0], [np.nan, np.nan]])
def test_without_a_half_life_or_without_plays_all_count_the_same(ages):
    assert weigh_playlists(np.array(ages), 0 if 3.0 in ages else 100) is None


def test_memberships_without_days_have_no_ages():
    table = memberships(date(2026, 7, 1)).drop_columns(["played_on"])
    assert np.isnan(read_session_ages(table, KEYS)).all()


def test_the_count_of_playlists_is_the_sum_of_their_weights(world):
    from recommender.data.dataset import Dataset

    playlists = Dataset.from_tables(**world.tables).playlists
    numbers = np.asarray(playlists.sum(axis=0)).ravel()
    np.testing.assert_array_equal(count_playlists(playlists, None), numbers)
    halves = np.full(playlists.shape[0], 0.5)
    np.testing.assert_allclose(count_playlists(playlists, halves), numbers / 2)


def test_a_half_life_moves_vectors_and_popularity_to_the_newest_plays(world):
    is_old = np.array(
        [int(key[-3:]) % 2 == 0 for key in world.memberships["playlist_id"].to_pylist()]
    )
    days = [date(2024, 1, 1) if old else date(2026, 1, 1) for old in is_old]
    dated = world.memberships.append_column("played_on", pa.array(days, pa.date32()))
    tables = {**world.tables, "memberships": dated}
    plain = build_vectors(**world.tables, parameters={"hubness": 0})
    # no half-life by default
    assert build_vectors(**tables, parameters={"hubness": 0})["taste"].equals(plain["taste"])
    newest = build_vectors(**tables, parameters={"hubness": 0, "play_half_life_days": 30})
    assert not newest["taste"].equals(plain["taste"])
    only_old = np.setdiff1d(
        np.array(world.memberships["track_id"])[is_old],
        np.array(world.memberships["track_id"])[~is_old],
    )
    rows = np.isin(np.array(plain["track_id"]), only_old)
    assert rows.any()
    assert (np.array(newest["popularity"])[rows] < np.array(plain["popularity"])[rows]).all()
