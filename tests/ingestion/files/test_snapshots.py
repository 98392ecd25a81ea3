"""Playlists as they were day by day: every day is kept, the newest is what the playlist holds."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

A, B, C = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB", "0ccccccccccccccccccccC"
P = "1pppppppppppppppppppp1"
HEADER = "snapshot_date,playlist_id,pos,track_id\n"
DAYS = (
    "select snapshot_date, position, track_id from raw.playlist_snapshots"
    " order by snapshot_date, position"
)
ITEMS = "select position, track_id from raw.playlist_items order by position"


def snapshots(path: Path, **days: list[str]) -> Path:
    """Write one playlist as it was on some days, given as `may_1=[…]`."""
    rows = [
        f"2021-05-{int(day.removeprefix('may_')):02d},{P},{place},{track}\n"
        for day, tracks in days.items()
        for place, track in enumerate(tracks, 1)
    ]
    path.write_text(HEADER + "".join(rows))
    return path


def test_every_day_is_kept_and_the_newest_is_the_playlist(load, query, tmp_path):
    path = snapshots(tmp_path / "days.csv", may_2=[B, C], may_1=[A, B])
    summary = load("playlists", path)
    assert summary.problems == []
    assert query(DAYS) == [
        (date(2021, 5, 1), 0, A), (date(2021, 5, 1), 1, B),
        (date(2021, 5, 2), 0, B), (date(2021, 5, 2), 1, C),
    ]  # fmt: skip
    assert query(ITEMS) == [(0, B), (1, C)]
    assert load("playlists", path).is_unchanged


@pytest.mark.parametrize("names", [("1.csv", "2.csv"), ("2.csv", "1.csv")])
def test_the_order_of_the_files_makes_no_difference(names, load, query, tmp_path):
    old = snapshots(tmp_path / names[0], may_1=[A, B, C])
    new = snapshots(tmp_path / names[1], may_2=[B])
    load("playlists", old, new)
    assert query(ITEMS) == [(0, B)]
    assert query("select count(*) from raw.playlist_snapshots") == [(4,)]


def test_an_older_day_that_comes_later_leaves_the_playlist_as_it_is(load, query, tmp_path):
    load("playlists", snapshots(tmp_path / "new.csv", may_2=[B, C]))
    load("playlists", snapshots(tmp_path / "old.csv", may_1=[A, B, C]))
    assert query(ITEMS) == [(0, B), (1, C)]
    load("playlists", snapshots(tmp_path / "newer.csv", may_3=[C]))
    assert query(ITEMS) == [(0, C)]


def test_a_day_that_is_loaded_again_replaces_that_day_only(load, query, tmp_path):
    load("playlists", snapshots(tmp_path / "days.csv", may_1=[A, B], may_2=[A, B, C]))
    counts = load("playlists", snapshots(tmp_path / "again.csv", may_2=[A])).tables
    assert counts["playlist_snapshots"].missing == 2
    assert [row[1:] for row in query(DAYS)] == [(0, A), (1, B), (0, A)]
    assert query(ITEMS) == [(0, A)]


def test_a_row_without_a_day_is_left_out_and_reported(load, query, tmp_path):
    path = tmp_path / "days.csv"
    path.write_text(f"{HEADER}2021-05-01,{P},1,{A}\n2021-02-30,{P},2,{B}\n,{P},3,{C}\n")
    problems = [str(problem) for problem in load("playlists", path).problems]
    expected = "column snapshot_date: expected a day as YYYY-MM-DD, got"
    assert problems == [
        f"{path}, line 3, {expected} '2021-02-30'; the row is left out",
        f"{path}, line 4, {expected} ''; the row is left out",
    ]
    assert query(ITEMS) == [(0, A)]


@pytest.mark.parametrize(
    "days",
    [
        pa.array([date(2021, 5, 1)] * 2),
        pa.array([datetime(2021, 5, 1, 9)] * 2, pa.timestamp("us")),
        pa.array(["2021-05-01"] * 2, pa.large_string()),
    ],
)
def test_a_day_may_be_written_in_any_type(days, load, query, tmp_path):
    path = tmp_path / "days.parquet"
    columns = {"snapshot_date": days, "playlist_id": [P, P], "pos": [1, 2], "track_id": [A, B]}
    pq.write_table(pa.table(columns), path)
    assert load("playlists", path).problems == []
    assert query(DAYS) == [(date(2021, 5, 1), 0, A), (date(2021, 5, 1), 1, B)]


def test_the_real_snapshots_arrive_whole_and_once(load, query, shared_data):
    path = shared_data / "archive_60_daily_snapshots_14d.parquet"
    summary = load("playlists", path)
    assert summary.problems == []
    assert summary.tables["playlist_snapshots"].new == 91_481
    [(days, newest)] = query(
        "select count(distinct snapshot_date), count(*) filter (where snapshot_date = newest) from"
        " (select snapshot_date, max(snapshot_date) over (partition by playlist_id) as newest"
        " from raw.playlist_snapshots) as days"
    )
    assert (days, summary.tables["playlist_items"].new) == (14, newest)
    assert load("playlists", path).is_unchanged
