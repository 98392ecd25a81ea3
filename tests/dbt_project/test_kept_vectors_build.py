"""Builds that keep the vectors of the last one, and those that make all anew."""

import io

from rich.console import Console

from dbt_project.status import warehouse_status
from segue.cli.status import show

BUILD = ("build", "--exclude-resource-type", "unit_test", "test", "--vars")
LAX = (*BUILD, "{vectors_share: 1}")
ADD = """
    insert into raw.playlist_items (
        _source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, position, track_id,
        item_type
    )
    values ('playlists', 'mpd', now(), {number}, 'later{number}', 'later', {number}, '{track}',
        'track')
"""
REMOVE = "delete from raw.playlist_items where playlist_id = 'later' and track_id = 'alone'"
DECISIONS = """
    select is_whole, reason from observability.model_decisions
    where model = 'track_vectors' order by decided_at
"""
VECTORS = "select track_id, audio, taste, factors, hubness from marts.track_vectors order by 1"
FOLDED = "select track_id from marts.track_vectors where fitted_playlists is null order by 1"


def test_a_late_playlist_keeps_vectors_and_a_removed_row_makes_all_anew(warehouse):
    first = warehouse.query(DECISIONS)
    assert first == [(True, "all made anew: there are none of an earlier build")]
    before = {row[0]: row for row in warehouse.query(VECTORS)}
    # gold was in a playlist, only_features in none
    for number, track in enumerate(("gold", "alone", "only_features")):
        warehouse.query(ADD.format(number=number, track=track))
    assert warehouse.dbt(*LAX).success
    kept = warehouse.query(DECISIONS)[1:]
    assert kept == [(False, "kept for the 1. build, 1 tracks folded in")]
    assert warehouse.query(FOLDED) == [("only_features",)]
    after = {row[0]: row for row in warehouse.query(VECTORS)}
    assert {name for name in after if after[name] != before.get(name)} == {"only_features"}
    assert _shown(warehouse.url) == f"vectors of the tracks {kept[0][1]}"

    assert warehouse.dbt(*LAX).success
    assert len(warehouse.query(DECISIONS)) == 2  # nothing was new
    warehouse.query(REMOVE)
    assert warehouse.dbt(*LAX).success
    removed = "all made anew: memberships were removed"
    assert warehouse.query(DECISIONS)[2:] == [(True, removed)]
    assert warehouse.query(FOLDED) == []
    left = warehouse.query(VECTORS)
    assert warehouse.dbt(*LAX, "--full-refresh").success
    assert warehouse.query(DECISIONS)[3:] == first
    assert warehouse.query(VECTORS) == left


def test_the_share_and_the_number_of_builds_are_variables(warehouse):
    for number, variables, wanted in (
        (10, "{vectors_share: 0.1}", "more than 10%"),
        (11, "{vectors_share: 1, vectors_builds: 0}", "0 builds have kept them"),
    ):
        warehouse.query(ADD.format(number=number, track="bare" if number == 10 else "gold_live"))
        assert warehouse.dbt(*BUILD, variables).success
        is_whole, reason = warehouse.query(DECISIONS)[-1]
        assert is_whole and reason.endswith(wanted), reason


def _shown(url):
    """Return the line of `segue status` on the vectors."""
    written = io.StringIO()
    show(warehouse_status(url), Console(file=written, highlight=False, soft_wrap=True))
    (line,) = [line for line in written.getvalue().splitlines() if "vectors of" in line]
    return line
