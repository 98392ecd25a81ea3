"""An exchange of folders that is cut off anywhere ends as either the old state or the new one."""

from pathlib import Path

import pytest

from segue import folder_swap
from segue.folder_swap import JOURNAL, exchange, finish_exchange


class Killed(BaseException):
    """Stands for kill -9: nothing of the program runs after it."""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    current, new, aside = (tmp_path / name for name in ("data", "data.new", "data.before"))
    for folder in (current, new):
        folder.mkdir()
        (folder / "is").write_text(folder.name)
    return current, new, aside


def test_the_new_folder_takes_the_place_and_the_old_one_is_kept_aside(folders):
    current, new, aside = folders
    exchange(current, new, aside)
    assert (current / "is").read_text() == "data.new"
    assert (aside / "is").read_text() == "data"
    assert sorted(path.name for path in current.parent.iterdir()) == ["data", "data.before"]


def test_a_missing_folder_needs_no_place_aside(folders):
    current, new, aside = folders
    current.rename(current.with_name("elsewhere"))
    exchange(current, new, aside)
    assert (current / "is").read_text() == "data.new"
    assert not aside.exists()


@pytest.mark.parametrize("step", range(12))
def test_an_exchange_cut_off_at_any_step_ends_whole(folders, monkeypatch, step):
    current, new, aside = folders
    steps = iter(range(100))

    def stop_before(call):
        def counted(*arguments):
            if next(steps) == step:
                raise Killed
            return call(*arguments)

        return counted

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stop_before(Path.rename))
        patched.setattr(Path, "unlink", stop_before(Path.unlink))
        patched.setattr(folder_swap, "sync_folder", stop_before(folder_swap.sync_folder))
        try:
            exchange(current, new, aside)
        except Killed:
            is_cut_off = True
        else:
            is_cut_off = False
    assert is_cut_off == (step < 7)
    finish_exchange(current.parent)
    contents = {
        path.name: (path / "is").read_text() for path in (current, new, aside) if path.exists()
    }
    assert contents in (
        {"data": "data", "data.new": "data.new"},
        {"data": "data.new", "data.before": "data"},
    )
    assert not (current.parent / JOURNAL).exists()
