"""The share of a track's sessions that skipped it, and what it takes off the popularity."""

import numpy as np
import pyarrow as pa
import pytest

from recommender import build_vectors
from recommender.data.skips import SessionSkips, compute_skip_shares

KEYS = pa.array(["a", "b", "c", "d"])
MEMBERSHIPS = pa.table(
    {
        "playlist_id": ["session:1", "session:1", "session:2", "rock", "rock"],
        "track_id": ["a", "b", "a", "c", "d"],
    }
)
SKIPS = pa.table(
    {
        "playlist_id": ["session:1", "session:2", "session:3", "session:3"],
        "track_id": ["c", "c", "b", "gone"],
    }
)


def test_a_share_counts_sessions_and_five_that_say_nothing():
    shares = compute_skip_shares(MEMBERSHIPS, SKIPS, KEYS)
    assert shares == pytest.approx([0, 1 / 7, 2 / 7, 0])


def test_without_skips_no_track_has_a_share():
    assert not compute_skip_shares(MEMBERSHIPS, None, KEYS).any()
    assert not compute_skip_shares(MEMBERSHIPS, SKIPS.slice(0, 0), KEYS).any()


def test_a_session_with_skips_alone_is_a_session():
    sessions = SessionSkips.from_tables(MEMBERSHIPS, SKIPS, KEYS)
    assert sessions.session_keys.to_pylist() == ["session:1", "session:2", "session:3"]
    assert sessions.listened.shape == sessions.skipped.shape == (3, 4)
    is_used = np.array([True, False, False])
    assert sessions.compute_shares(is_used) == pytest.approx([0, 0, 1 / 6, 0])


def test_a_skipped_track_loses_the_weight_times_its_share(world):
    played = world.memberships.slice(0, 40)
    sessions = played.set_column(
        0, "playlist_id", pa.array([f"session:{row // 4}" for row in range(40)])
    )
    memberships = pa.concat_tables([world.memberships, sessions])
    skips = sessions.slice(0, 8).set_column(0, "playlist_id", pa.array(["session:0"] * 8))
    tables = {**world.tables, "memberships": memberships}
    popularities = []
    for weight in (0.0, 0.7):
        parameters = {"skip_weight": weight, "hubness": 0.0}
        vectors = build_vectors(**tables, parameters=parameters, skips=skips)
        columns = (vectors[name].to_pylist() for name in ("track_id", "popularity"))
        popularities.append(dict(zip(*columns, strict=True)))
    lost = np.array([popularities[0][key] - popularities[1][key] for key in popularities[0]])
    keys = pa.array(list(popularities[0]))
    assert lost == pytest.approx(0.7 * compute_skip_shares(memberships, skips, keys), abs=1e-6)
    assert lost.any()
