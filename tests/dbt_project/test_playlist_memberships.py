"""Fourteen days of real playlists, loaded one day at a time, give the history of the file."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import ingestion

FILE = "archive_60_daily_snapshots_14d.parquet"
MODELS = ["int_playlist_items_selected", "snapshot_playlist_memberships", "playlist_memberships"]
MODELS += ["stg_raw__playlist_items", "provider_precedence", "dim_playlists", "playlist_tracks"]
MODELS += ["stg_raw__playlists"]
MEMBERS = "select playlist_id, track_id from marts.playlist_tracks"
MEMBERSHIPS = "select playlist_id, track_id, joined_at, left_at from marts.playlist_memberships"


@pytest.fixture(scope="module")
def days(shared_data) -> dict[str, pa.Table]:
    table = pq.read_table(shared_data / FILE)
    dates = sorted(set(table["snapshot_date"].to_pylist()))
    return {date: table.filter(pc.equal(table["snapshot_date"], date)) for date in dates}


@pytest.fixture(scope="module")
def loaded(days, history, tmp_path_factory):
    """Load and build day after day; return the time of each build and its memberships."""
    folder, ends, members = tmp_path_factory.mktemp("days"), [], []
    for date, table in days.items():
        file = folder / f"{date}.parquet"
        pq.write_table(table, file)
        assert ingestion.run("playlists", [file], history.url).exit_code == 0
        built = history.dbt("build", "--select", *MODELS, "--resource-type", "model",
                            "--resource-type", "snapshot", "--resource-type", "seed")  # fmt: skip
        assert built.success, built.log[-3000:]
        ends.append(history.query("select clock_timestamp()")[0][0])
        members.append(sorted(history.query(MEMBERS)))
    return ends, members


def members(table: pa.Table) -> set[tuple[str, str]]:
    columns = (table["playlist_id"].to_pylist(), table["track_id"].to_pylist())
    return set(zip(*columns, strict=True))


def memberships_in_the_file(days) -> list[tuple[str, str, int, int | None]]:
    """Return every membership with the number of its first day, and of the first day after it."""
    seen_on = defaultdict(set)
    for number, table in enumerate(days.values()):
        for member in members(table):
            seen_on[member].add(number)
    memberships = []
    for member, numbers in seen_on.items():
        for first in sorted(number for number in numbers if number - 1 not in numbers):
            after = next(number for number in range(first, len(days) + 1) if number not in numbers)
            memberships.append((*member, first, after if after < len(days) else None))
    return sorted(memberships, key=repr)


def test_the_history_is_the_one_computed_from_the_file(days, loaded, history):
    ends, _ = loaded

    def day(instant):
        return instant and next(number for number, end in enumerate(ends) if instant < end)

    memberships = [
        (*member, day(joined), day(left)) for *member, joined, left in history.query(MEMBERSHIPS)
    ]
    assert sorted(memberships, key=repr) == memberships_in_the_file(days)
    assert len({each[:2] for each in memberships}) < len(memberships), "no track came again"


def test_every_day_has_the_memberships_of_its_file(days, loaded):
    for table, members in zip(days.values(), loaded[1], strict=True):
        expected = zip(table["playlist_id"].to_pylist(), table["track_id"].to_pylist(), strict=True)
        assert members == sorted(expected)


def test_a_build_with_nothing_new_writes_no_membership(loaded, history):
    state = "select md5(string_agg(xmin::text || ctid::text, ',' order by ctid)) from {}"
    tables = ["marts.playlist_tracks", "snapshots.snapshot_playlist_memberships"]
    before = [history.query(state.format(table)) for table in tables]
    assert history.dbt("build", "--select", *MODELS, "--exclude-resource-type", "test",
                       "unit_test").success  # fmt: skip
    assert [history.query(state.format(table)) for table in tables] == before
