"""The files of a cluster survive a power cut, and only their owner reads the passwords."""

import os
from pathlib import Path

import pytest

from segue.cluster import ClusterError, layout
from segue.cluster.layout import Layout


def test_the_passwords_are_on_disk_before_there_is_a_cluster(tmp_path, monkeypatch):
    sync, synced = os.fsync, []

    def note(descriptor):
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    Layout(tmp_path).create()
    assert synced == [
        f"{tmp_path}/passwords.json.new",
        str(tmp_path),
        f"{tmp_path}/cluster.json.new",
        str(tmp_path),
    ]
    assert (tmp_path / "passwords.json").stat().st_mode & 0o077 == 0


def test_what_is_left_of_a_killed_write_is_written_again(tmp_path):
    file = tmp_path / "passwords.json"
    (tmp_path / "passwords.json.new").write_text("half")
    (tmp_path / "passwords.json.new").chmod(0o644)
    layout.write_privately(file, "whole")
    assert file.read_text() == "whole"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", '{"segue": "sec', "[1]"])
@pytest.mark.parametrize("name", ["passwords.json", "cluster.json"])
def test_a_damaged_file_is_named_and_not_shown(tmp_path, name, content):
    Layout(tmp_path).create()
    (tmp_path / name).write_text(content)
    with pytest.raises(ClusterError, match=f"{name} as Segue wrote it, got a damaged") as raised:
        Layout(tmp_path).url()
    assert "sec" not in str(raised.value)
