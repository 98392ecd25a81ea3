"""What the API computes from one build of the marts and answers requests from, by part.

In one process, as in tests, each part is loaded when it is first used and again when a build has
changed its tables. Workers of a server map files with all parts instead (`api.db.build_files`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, current_app, g
from sqlalchemy import Connection

from api.db.data_version import MissingTableError, data_version
from api.db.database import read_again, snapshot
from api.db.versioned_cache import VersionedCache
from segue.array_files import ArrayReader, ArrayWriter

EXTENSION = "segue_builds"
LOADING_TIMEOUT_MS = 600_000


@dataclass(frozen=True)
class Part:
    """A value computed from some tables: how it is loaded, and written to a folder and read.

    `load` reads, and returns a function that computes the value when the transaction has ended: a
    build may be waiting for the locks of the reader. `complete` adds to the value what is computed
    from other parts, too; an app without files does without.
    """

    name: str
    tables: tuple[str, ...]
    load: Callable[[Connection], Callable[[], Any]]
    write: Callable[[Any, ArrayWriter], None]
    read: Callable[[ArrayReader], Any]
    complete: Callable[[Any, Mapping[str, Any]], Any] = lambda value, _parts: value


class BuildSource(Protocol):
    """Where the parts of the current build come from."""

    def current(self) -> dict[str, Any]:
        """Return the values by the name of their parts."""
        ...

    def why_not_loaded(self) -> str | None:
        """Return what prevents that there is a build, or None if there is one."""
        ...


class Builds:
    """The parts of one app, and where it has them from."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.caches: dict[str, VersionedCache[Any]] = {}
        self.source: BuildSource | None = None

    def add(self, part: Part) -> None:
        """Add a part, which is not loaded yet."""
        self.parts[part.name] = part
        self.caches[part.name] = VersionedCache(
            partial(data_version, part.tables), partial(_load, part)
        )


def register_part(app: Flask, part: Part) -> None:
    """Add a part to `app`; the first request that needs it loads it."""
    builds: Builds = app.extensions.setdefault(EXTENSION, Builds())
    builds.add(part)


def why_not_loaded() -> str | None:
    """Return why this process has no build yet; None if it has, or loads it when needed."""
    source = current_app.extensions[EXTENSION].source
    return None if source is None else source.why_not_loaded()


def warm_up(app: Flask) -> None:
    """Load all parts now instead of in the first requests that need them."""
    with app.app_context():
        for name in app.extensions[EXTENSION].parts:
            current_part(name)


def current_part(name: str) -> Any:
    """Return a part of the current build; all parts that a request uses are of one build."""
    builds: Builds = current_app.extensions[EXTENSION]
    if builds.source is None:
        return read_again(builds.caches[name].current)
    if "segue_build" not in g:
        g.segue_build = builds.source.current()
    if name not in g.segue_build:
        missing = ", ".join(builds.parts[name].tables)
        raise MissingTableError(f"expected the tables {missing}, got a part; run `segue build`")
    return g.segue_build[name]


def _load(part: Part) -> Any:
    with snapshot(LOADING_TIMEOUT_MS) as connection:
        compute = part.load(connection)
    return compute()


def write_part(part: Part, value: Any, folder: Path) -> None:
    """Write a part into a new folder."""
    writer = ArrayWriter(folder)
    part.write(value, writer)
    writer.close()
