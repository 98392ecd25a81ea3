"""The exchange of a data folder for another one, which a kill at any line leaves whole.

A journal says which folder takes the place of which. Whoever uses the data folder finishes an
interrupted exchange first; until the journal is there nothing has changed.
"""

import json
import os
from pathlib import Path

JOURNAL = "exchange.json"


def exchange(current: Path, new: Path, aside: Path) -> None:
    """Move `current`, if it exists, to `aside`, and `new` to its place; all in one folder."""
    folder = current.parent
    journal = folder / JOURNAL
    fresh = journal.with_suffix(".new")
    names = {"current": current.name, "new": new.name, "aside": aside.name}
    with open(fresh, "w") as file:
        json.dump(names, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(journal)
    sync_folder(folder)
    finish_exchange(folder)


def finish_exchange(folder: Path) -> None:
    """Finish the exchange that was interrupted in `folder`, if there is one."""
    journal = folder / JOURNAL
    if not journal.exists():
        return
    names = json.loads(journal.read_text())
    current, new, aside = (folder / names[key] for key in ("current", "new", "aside"))
    if new.exists():
        if current.exists():
            current.rename(aside)
        new.rename(current)
    sync_folder(folder)
    journal.unlink()
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
