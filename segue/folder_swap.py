"""Moves of folders that belong together, which a kill at any line leaves whole.

A journal lists the moves. Whoever uses the folders finishes interrupted moves first; until the
journal is there nothing has changed.
"""

import json
import os
from pathlib import Path

JOURNAL = "exchange.json"


def exchange(current: Path, new: Path, aside: Path) -> None:
    """Move `current`, if it exists, to `aside`, and `new` to its place; all in one folder."""
    move_together(current.parent, [(current.name, aside.name), (new.name, current.name)])


def move_together(folder: Path, moves: list[tuple[str, str]]) -> None:
    """Rename entries of `folder`, in this order and all or none; one that is missing is left out.

    A later entry may take the name of an earlier one, but every entry may move only once.
    """
    there = {source for source, _ in moves if (folder / source).exists()}
    fresh = (folder / JOURNAL).with_suffix(".new")
    write_durably(fresh, json.dumps([move for move in moves if move[0] in there]))
    fresh.rename(folder / JOURNAL)
    sync_folder(folder)
    finish_exchange(folder)


def finish_exchange(folder: Path) -> None:
    """Finish the moves that were interrupted in `folder`, if there are any."""
    journal = folder / JOURNAL
    if not journal.exists():
        return
    for source, target in json.loads(journal.read_text()):
        # a target that exists is a move that was made before the kill
        if (folder / source).exists() and not (folder / target).exists():
            (folder / source).rename(folder / target)
    sync_folder(folder)
    journal.unlink()
    sync_folder(folder)


def write_durably(file: Path, text: str) -> None:
    """Write `text`, and return when it is on disk; the name is when `sync_folder` returns."""
    with open(file, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
