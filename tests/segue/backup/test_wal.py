"""Positions, segments, and the choice of a backup for an instant."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from segue.archiving import BackupError
from segue.backup.recovery import choose_backup
from segue.backup.wal import Position

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)  # as in conftest.py


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def begin_timeline(folder):
    """Return a function that archives the history of a timeline, as a server does."""

    def archive(number: int, minute: int, history: str) -> None:
        file = folder.wal / f"{number:08X}.history"
        file.write_text(history)
        os.utime(file, (after(minute).timestamp(),) * 2)

    return archive


def test_positions_are_ordered_as_numbers_and_not_as_text():
    assert Position("0/9000000") < Position("0/10000000") < Position("1/0")
    assert max(Position("0/FF"), Position("0/100")) == Position("0/100")


@pytest.mark.parametrize(
    ("position", "timeline", "segment"),
    [("0/3000028", 1, "000000010000000000000003"), ("1/FF000000", 10, "0000000A00000001000000FF")],
)
def test_a_position_is_in_the_segment_that_postgres_names(position, timeline, segment):
    assert Position(position).segment(timeline) == segment


def test_the_newest_backup_that_was_finished_is_chosen(folder, publish):
    publish("a", 1)
    publish("b", 5, "a", at="0/2000000")
    publish("c", 9, at="0/3000000")
    assert [each.name for each in choose_backup(folder, after(6))[0]] == ["a", "b"]
    assert [each.name for each in choose_backup(folder, None)[0]] == ["c"]


def test_an_instant_before_the_first_backup_is_refused_with_the_possible_range(folder, publish):
    publish("a", 5)
    with pytest.raises(BackupError, match=r"expected an instant from .* \(the end of the first"):
        choose_backup(folder, after(4))


def test_a_folder_without_backups_says_how_to_make_one(folder):
    with pytest.raises(BackupError, match="run `segue backup`"):
        choose_backup(folder, None)


def test_after_a_restore_an_instant_is_sought_in_the_history_of_then(
    folder, publish, begin_timeline
):
    """At 12:20 a restore went back to the log's position 1.5, so the backup of 12:10 was undone."""
    publish("a", 1, at="0/1000000")
    publish("b", 10, at="0/2000000")
    begin_timeline(2, 20, "1\t0/1800000\tbefore 2026-11-29 12:05:00\n")
    chain, timeline = choose_backup(folder, after(15))
    assert (chain[0].name, timeline.number) == ("b", 1)
    chain, timeline = choose_backup(folder, after(25))
    assert (chain[0].name, timeline.number) == ("a", 2)
    publish("c", 30, timeline=2, at="0/1900000")
    assert choose_backup(folder, after(35))[0][0].name == "c"


def test_after_a_failover_the_backups_before_it_count(folder, publish, begin_timeline):
    publish("a", 1, at="0/1000000")
    publish("b", 10, at="0/2000000")
    begin_timeline(2, 20, "1\t0/2800000\tno recovery target specified\n")
    begin_timeline(3, 30, "1\t0/2800000\tno reason\n\n2\t0/3800000\tno reason\n")
    chain, timeline = choose_backup(folder, after(40))
    assert (chain[0].name, timeline.number) == ("b", 3)
