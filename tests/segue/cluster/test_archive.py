"""A segment is archived whole and once; bytes behind the end of a timeline do not matter."""

import subprocess
from pathlib import Path

import pytest

from segue.cluster.archive import PROGRAM, archive_parameters
from segue.cluster.layout import Layout

SEGMENT = 16 * 2**20
NAME = "00000004000000000000000C"  # of timeline 4, from 0/C000000
HISTORY = "3\t0/B00F948\tno recovery target specified\n4\t0/C0250D0\tno recovery target specified\n"
END = 0x250D0  # of the timeline, in the segment


class Archive:
    """The archive and a file that a node brings."""

    def __init__(self, place: Path) -> None:
        self.folder, self.file = place / "archive of 100%", place / "segment"
        self.folder.mkdir()

    def bring(self, content: bytes, name: str = NAME) -> subprocess.CompletedProcess[str]:
        """Archive a file of this content and name."""
        self.file.write_bytes(content)
        command = ["/bin/sh", str(PROGRAM), str(self.file), name, str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def names(self) -> list[str]:
        """Return what is in the archive."""
        return sorted(each.name for each in self.folder.iterdir())


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def _segment(valid: bytes = b"a", tail: bytes = b"z") -> bytes:
    return valid * END + tail * (SEGMENT - END)


def test_a_segment_is_copied_whole_for_its_owner_alone(archive):
    assert archive.bring(_segment()).returncode == 0
    copied = archive.folder / NAME
    assert copied.read_bytes() == _segment()
    assert copied.stat().st_mode & 0o077 == 0
    assert archive.names() == [NAME]


def test_the_same_segment_of_another_node_is_taken_as_done(archive):
    archive.bring(_segment())
    assert archive.bring(_segment()).returncode == 0
    assert archive.names() == [NAME]


def test_another_segment_of_the_timeline_that_goes_on_is_refused(archive):
    archive.bring(_segment())
    refused = archive.bring(_segment(tail=b"y"))
    assert refused.returncode == 1
    assert "to be missing or the same, got a different one" in refused.stderr
    assert (archive.folder / NAME).read_bytes() == _segment()


@pytest.mark.parametrize("suffix", ["", ".partial"])
def test_bytes_behind_the_end_of_a_timeline_may_differ(archive, suffix):
    archive.bring(_segment(), NAME + suffix)
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(_segment(tail=b"y"), NAME + suffix).returncode == 0
    assert (archive.folder / (NAME + suffix)).read_bytes() == _segment()


def test_bytes_before_the_end_of_a_timeline_may_not(archive):
    archive.bring(_segment())
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(_segment(valid=b"b")).returncode == 1


def test_a_segment_before_the_last_one_of_a_timeline_may_not_differ(archive):
    before = NAME[:-1] + "B"
    archive.bring(_segment(), before)
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(_segment(tail=b"y"), before).returncode == 1


def test_a_segment_behind_the_end_of_its_timeline_was_never_acknowledged(archive):
    behind = NAME[:-1] + "D"
    archive.bring(_segment(), behind)
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(_segment(valid=b"b"), behind).returncode == 0


def test_the_later_end_counts_if_a_restore_left_the_timeline_earlier(archive):
    archive.bring(_segment())
    archive.bring(b"4\t0/C000010\tbefore 2026-11-30\n", "00000006.history")
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(_segment(valid=b"b")).returncode == 1
    assert archive.bring(_segment(tail=b"y")).returncode == 0


def test_another_history_of_the_same_name_is_refused(archive):
    archive.bring(HISTORY.encode(), "00000005.history")
    assert archive.bring(b"1\t0/10\tother\n", "00000005.history").returncode == 1


def test_an_archive_that_cannot_be_written_is_an_error(archive, tmp_path):
    archive.folder.rmdir()
    archive.folder.write_text("no folder")
    assert archive.bring(_segment()).returncode != 0


def test_the_server_runs_it_with_any_folder(tmp_path):
    layout = Layout(tmp_path / "it's home", tmp_path / "backups of 100%")
    node = layout.nodes[0]
    node.folder.mkdir(parents=True)
    node.archive_program.write_text(PROGRAM.read_text())
    (tmp_path / "backups of 100%" / "wal").mkdir(parents=True)
    (tmp_path / "pg_wal").mkdir()
    (tmp_path / "pg_wal" / NAME).write_bytes(b"log")
    command = archive_parameters(layout, node)["archive_command"]
    # as PostgreSQL replaces them
    command = command.replace("%p", f"pg_wal/{NAME}").replace("%f", NAME).replace("%%", "%")
    subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=True)
    assert (tmp_path / "backups of 100%" / "wal" / NAME).read_bytes() == b"log"
