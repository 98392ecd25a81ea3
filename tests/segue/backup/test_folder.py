"""The folder of backups keeps whole chains, whatever is cut off."""

from pathlib import Path

import pytest

from segue.backup.folder import EXPIRED, UNFINISHED
from segue.errors import Deferred


class Killed(BaseException):
    """Stands for kill -9: nothing of the program runs after it."""


def names(backups):
    return [each.name for each in backups]


def test_a_backup_is_read_as_it_was_published(folder, publish):
    made = publish("a", 1)
    assert folder.backups() == [made]


def test_an_unfinished_backup_is_not_listed_and_is_removed(folder, publish):
    publish("a", 1)
    (folder.base / f"b{UNFINISHED}" / "data").mkdir(parents=True)
    assert names(folder.backups()) == ["a"]
    folder.remove_remains()
    assert sorted(path.name for path in folder.base.iterdir()) == ["a"]


def test_a_chain_begins_with_the_full_backup(folder, publish):
    publish("a", 1)
    publish("b", 2, "a")
    assert names(folder.chain(publish("c", 3, "b"))) == ["a", "b", "c"]


def test_expiry_keeps_full_backups_with_all_that_depend_on_them(folder, publish):
    for name, minute, parent in [
        ("a", 1, None), ("b", 2, "a"), ("c", 3, None), ("d", 4, "c"), ("e", 5, "d"), ("f", 6, None),
    ]:  # fmt: skip
        publish(name, minute, parent)
    assert names(folder.expire(2)) == ["a", "b"]
    assert names(folder.backups()) == ["c", "d", "e", "f"]
    assert folder.expire(2) == []


@pytest.mark.parametrize("step", range(4))
def test_an_expiry_cut_off_anywhere_leaves_no_backup_without_its_parent(
    folder, publish, monkeypatch, step
):
    for name, minute, parent in [("a", 1, None), ("b", 2, "a"), ("c", 3, "b"), ("d", 4, None)]:
        publish(name, minute, parent)
    steps, rename = iter(range(9)), Path.rename

    def stop(path, target):
        if next(steps) == step:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stop)
        try:
            folder.expire(1)
        except Killed:
            assert any(path.name.endswith(EXPIRED) for path in folder.base.iterdir()) or step == 0
    for backup in folder.backups():
        assert folder.chain(backup)[0].kind == "full"
    assert names(folder.backups()) == [*["a", "b", "c"][: 3 - step], "d"]
    folder.expire(1)
    assert sorted(path.name for path in folder.base.iterdir()) == ["d"]


def test_two_commands_never_change_a_folder_at_once(folder):
    refused = pytest.raises(Deferred, match="expected no other backup or restore")
    with folder.lock(), refused, folder.lock():
        pass
    with folder.lock():
        pass
