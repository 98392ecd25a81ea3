"""Builds that keep most lists: their rows are those of a build that ranks all of them."""

import signal
import subprocess
import time

import psycopg2
import pytest

from dbt_project.status import warehouse_status

NOTHING_BESIDE = ("--exclude-resource-type", "unit_test", "test", "--vars", "{vectors_share: 1}")
BUILD = ("build", *NOTHING_BESIDE)
ONLY_LISTS = ("run", "--select", "recommendations", "--full-refresh", *NOTHING_BESIDE[-2:])
TRACKS = """
    insert into raw.tracks (
        _source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, name, artists, genres
    )
    select 'tracks', 'generic', now(), n, 'many', 'many' || n, 'Song number ' || n,
        format('[{{"id": null, "name": "Band %s"}}]', n / 4)::jsonb,
        format('["Genre %s"]', n % 5)::jsonb
    from generate_series({first}, {last}) as n
"""
ITEMS = """
    insert into raw.playlist_items (
        _source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, position, track_id,
        item_type
    )
    select 'playlists', 'mpd', '{at}', p * 100 + n, 'many {at}', 'many' || p, n,
        'many' || (p * 7 + n * n * 3) % 300, 'track'
    from generate_series({first}, {last}) as p, generate_series(1, {size}) as n
    where (p * 7 + n * n * 3) % 300 < 280
"""
LISTS = "select * from marts.recommendations order by track_id, rank"
INPUTS = "select * from observability.list_inputs order by track_id"
DECISION = """
    select is_whole, reason from observability.model_decisions
    where model = 'recommendations' order by decided_at desc limit 1
"""
WRITTEN = """
    select number_of_rows from observability.node_results
    inner join observability.invocations using (invocation_id)
    where name = 'recommendations' order by finished_at desc limit 1
"""
WAITS = """
    select count(*) from pg_locks
    where not granted and relation = 'marts.recommendations'::regclass
"""


@pytest.fixture(scope="module")
def catalogue(warehouse):
    """Return the warehouse with 300 tracks more, most of them in 60 playlists."""
    warehouse.query(TRACKS.format(first=0, last=299))
    warehouse.query(ITEMS.format(at="2024-05-01", first=1, last=60, size=12))
    assert warehouse.dbt(*BUILD, "--full-refresh").success
    return warehouse


def assert_lists_are_those_of_all(project):
    """Rank all lists anew from the same vectors, and compare."""
    lists, inputs = project.query(LISTS), project.query(INPUTS)
    assert project.dbt(*ONLY_LISTS).success
    assert project.query(DECISION) == [
        (True, "all ranked anew: there are none of an earlier build by this code")
    ]
    assert project.query(LISTS) == lists
    assert project.query(INPUTS) == inputs


def kept(project):
    """Build, and return the number of lists that were ranked again."""
    assert project.dbt(*BUILD).success
    ((is_whole, reason),) = project.query(DECISION)
    assert not is_whole, reason
    ranked, _, _, *words = reason.split()
    assert words == ["ranked", "again"]
    return int(ranked)


def test_a_late_playlist_changes_few_lists_and_they_are_those_of_all(catalogue):
    before = dict_of_lists(catalogue)
    catalogue.query(ITEMS.format(at="2024-06-01", first=61, last=61, size=3))
    number_ranked = kept(catalogue)
    after = dict_of_lists(catalogue)
    changed = {track for track in after if after[track] != before.get(track)}
    assert 0 < len(changed) <= number_ranked < len(after) / 2
    assert 0 < catalogue.query(WRITTEN)[0][0] <= 20 * number_ranked
    reason = warehouse_status(catalogue.url).lists_reason
    assert reason == f"{number_ranked} of {len(after)} ranked again"
    assert_lists_are_those_of_all(catalogue)


def test_late_and_corrected_rows_and_deleted_tracks(catalogue):
    # a row of an old playlist that comes late, another artist, and a track that goes
    late = ITEMS.format(at="2020-01-01", first=70, last=70, size=2)
    catalogue.query(late.replace("'many' || p, n,", "'many3', 100 + n,"))
    catalogue.query(
        """update raw.tracks set artists = '[{"id": null, "name": "Band 3"}]' """
        "where track_id = 'many200'"
    )
    catalogue.query("delete from raw.tracks where track_id = 'many299'")
    kept(catalogue)
    assert "many299" not in dict_of_lists(catalogue)
    assert_lists_are_those_of_all(catalogue)


def test_a_removed_playlist_makes_all_anew(catalogue):
    catalogue.query("delete from raw.playlist_items where playlist_id = 'many61'")
    assert catalogue.dbt(*BUILD).success
    assert_lists_are_those_of_all(catalogue)


def test_a_build_with_nothing_new_decides_nothing(catalogue):
    before = catalogue.query(DECISION), catalogue.row_fingerprints()
    assert catalogue.dbt(*BUILD).success
    assert (catalogue.query(DECISION), catalogue.row_fingerprints()) == before


def test_a_killed_build_leaves_lists_and_inputs_as_they_were(catalogue):
    before = [catalogue.query(each) for each in (LISTS, INPUTS, DECISION)]
    catalogue.query(ITEMS.format(at="2024-07-01", first=62, last=62, size=3))
    with psycopg2.connect(catalogue.url) as connection, connection.cursor() as cursor:
        # the model has stored its inputs when the rows are about to be written
        cursor.execute("lock table marts.recommendations in share mode")
        killed = subprocess.Popen(
            catalogue.command(*BUILD), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while catalogue.query(WAITS) == [(0,)]:
            assert killed.poll() is None
            time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    connection.close()
    while catalogue.query(WAITS) != [(0,)]:
        time.sleep(0.05)
    assert [catalogue.query(each) for each in (LISTS, INPUTS, DECISION)] == before
    assert kept(catalogue) > 0
    assert [catalogue.query(each) for each in (LISTS, INPUTS)] != before[:2]
    assert_lists_are_those_of_all(catalogue)


def test_lists_of_other_code_are_not_kept(catalogue):
    catalogue.query(
        "update observability.versions set code = 'of a former release' "
        "where name = 'marts.recommendations'"
    )
    assert catalogue.dbt(*BUILD).success
    assert catalogue.query(DECISION)[0][0]


def dict_of_lists(project):
    """Return the rows of each track's list."""
    lists = {}
    for track, *row in project.query(LISTS):
        lists.setdefault(track, []).append(row)
    return lists
