"""`--empty` builds the whole project without a row, and loses no history."""

import pytest

from dbt_project.status import warehouse_status

NO_TESTS = ["--exclude-resource-type", "unit_test", "test"]
HISTORY = """
    select 'track', track_id, valid_from, valid_to from snapshots.snapshot_track_popularity
    union all
    select 'artist', artist_id, valid_from, valid_to from snapshots.snapshot_artist_popularity
    union all
    select 'membership', playlist_id || track_id, joined_at, left_at
    from snapshots.snapshot_playlist_memberships
    order by 1, 2, 3
"""


@pytest.fixture(scope="module")
def empty(history, raw_rows):
    history.query(raw_rows)
    return history


def test_an_empty_run_and_an_empty_build_work_in_a_new_database(empty):
    for command in (["run"], ["build", *NO_TESTS]):
        built = empty.dbt(*command, "--empty")
        assert built.success, built.log[-3000:]
        assert empty.query("select count(*) from marts.fact_tracks") == [(0,)]
        assert not warehouse_status(empty.url).is_fresh


def test_an_empty_build_after_a_full_one_loses_no_history(empty):
    assert empty.dbt("build", *NO_TESTS).success
    assert warehouse_status(empty.url).is_fresh
    history = empty.query(HISTORY)
    tracks = empty.query("select * from marts.fact_tracks order by 1")
    assert {kind for kind, *_ in history} == {"track", "artist", "membership"}
    assert empty.dbt("build", *NO_TESTS, "--empty").success
    assert empty.query(HISTORY) == history
    assert not warehouse_status(empty.url).is_fresh
    assert empty.dbt("build", *NO_TESTS).success
    assert empty.query(HISTORY) == history
    assert empty.query("select * from marts.fact_tracks order by 1") == tracks
    assert warehouse_status(empty.url).is_fresh
