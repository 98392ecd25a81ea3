"""`--empty` builds the whole project without a row, and loses no history."""

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


def test_an_empty_run_works_in_a_new_database(history, raw_rows):
    history.query(raw_rows)
    built = history.dbt("run", "--empty")
    assert built.success, built.log[-3000:]
    assert history.query("select count(*) from marts.fact_tracks") == [(0,)]
    assert not warehouse_status(history.url).is_fresh


def test_an_empty_build_after_a_full_one_loses_no_history(warehouse):
    assert warehouse_status(warehouse.url).is_fresh
    history = warehouse.query(HISTORY)
    tracks = warehouse.query("select * from marts.fact_tracks order by 1")
    assert {kind for kind, *_ in history} == {"track", "artist", "membership"}
    built = warehouse.dbt("build", *NO_TESTS, "--empty")
    assert built.success, built.log[-3000:]
    assert warehouse.query("select count(*) from marts.fact_tracks") == [(0,)]
    assert warehouse.query(HISTORY) == history
    assert not warehouse_status(warehouse.url).is_fresh
    assert warehouse.dbt("build", *NO_TESTS).success
    assert warehouse.query(HISTORY) == history
    assert warehouse.query("select * from marts.fact_tracks order by 1") == tracks
    assert warehouse_status(warehouse.url).is_fresh
