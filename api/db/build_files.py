"""Files of each build, in a folder of this host that all workers map: one copy in memory.

    builds/<database>-<version>/    what one build of the marts leads to, complete
    builds/making-<name>/           not complete yet, or left behind by a maker that was killed
    builds/lock                     held by the process that makes or removes folders

A folder is made by a process of its own, whose memory is gone afterwards, and gets its name when
all its files are on the disk. A maker may be killed at any time: what it had made is removed by the
next one. A process that uses a folder holds a shared lock on its file `in-use`; a folder that
nobody uses is removed when there is a newer one.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock
from flask import Flask
from sqlalchemy import Connection, text

from api.db.builds import EXTENSION, LOADING_TIMEOUT_MS, Builds, write_part
from api.db.data_version import DataVersion, MissingTableError, data_version
from api.db.database import read_again, servers, snapshot
from api.db.servers import POSITION
from segue.array_files import ArrayReader
from segue.errors import SegueError
from segue.settings import PROJECT_ROOT, settings

ABOUT, IN_USE, MAKING, REMOVED = "about.json", "in-use", "making-", "removed-"
CODE = ("api/tracks", "api/recommendations", "recommender", "segue")


class BuildRunningError(SegueError):
    """The marts are of two builds, as one is running."""


class About(NamedTuple):
    """The version that a folder was made of, and the position in the log of the database."""

    numbers: tuple[int, ...]
    lsn: int


class OpenBuild(dict[str, Any]):
    """The parts of a folder, mapped; the folder stays as long as this object."""

    def __init__(self, parts: Mapping[str, Any], about: About, lock: Any = None) -> None:
        super().__init__(parts)
        self.about = about
        self._lock = lock


def builds_folder() -> Path:
    """Return the folder of the builds of this host."""
    return settings().home / "builds"


def current_version(app: Flask) -> DataVersion:
    """Return the version of all parts whose tables exist."""
    return _join(_versions(app, None))


def find_folder(app: Flask, version: DataVersion) -> Path | None:
    """Return the folder of a version; during a build the newest of this database."""
    folder = builds_folder() / _name(app, version)
    if folder.exists():
        return folder
    if not version.is_building:
        return None
    database = folder.name.partition("-")[0]
    found = [one for one in _folders(builds_folder()) if one.name.startswith(f"{database}-")]
    return max(found, key=lambda one: one.stat().st_mtime, default=None)


def make_folder(app: Flask, has_older: bool) -> Path:
    """Make the files of the current build unless they exist, and return their folder.

    Raises
    ------
    BuildRunningError
        If a build is running and `has_older`: the older files are complete.
    """
    root = builds_folder()
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / "lock"):
        _remove_remains(root)
        with app.app_context():
            about, values = read_again(lambda: _load(app, has_older))
        folder = root / _name(app, DataVersion(about.numbers))
        if not folder.exists():
            _write(app, root, folder, about, values)
        return folder


def open_folder(app: Flask, folder: Path) -> OpenBuild:
    """Map the files of a folder.

    Raises
    ------
    FileNotFoundError
        If it has been removed.
    """
    lock = open(folder / IN_USE)  # noqa: SIM115 - as long as the build is open
    fcntl.flock(lock, fcntl.LOCK_SH)
    about = json.loads((folder / ABOUT).read_bytes())
    parts = {
        name: part.read(ArrayReader(folder / name))
        for name, part in _builds(app).parts.items()
        if name in about["parts"]
    }
    return OpenBuild(parts, About(tuple(about["numbers"]), about["lsn"]), lock)


def set_aside(folder: Path, inode: int) -> None:
    """Take its name from a folder that is damaged, unless somebody has made it anew already."""
    root = builds_folder()
    with FileLock(root / "lock"):
        if folder.exists() and folder.stat().st_ino == inode:
            folder.rename(root / f"{REMOVED}{uuid.uuid4().hex}")
        _remove_remains(root)


def remove_unused() -> None:
    """Remove the folders that no process uses but the newest, unless somebody else does so."""
    root = builds_folder()
    try:
        with FileLock(root / "lock", timeout=0):
            _remove_remains(root)
            for folder in sorted(_folders(root), key=lambda one: one.stat().st_mtime)[:-1]:
                with open(folder / IN_USE) as lock:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    folder.rename(root / f"{REMOVED}{folder.name}")
            _remove_remains(root)
    except OSError:  # somebody else does so (a Timeout), or the disk cannot be written
        pass


def load_in_memory(app: Flask) -> OpenBuild:
    """Load all parts into this process, for a host that cannot write files."""
    with app.app_context():
        about, values = read_again(lambda: _load(app, has_older=False))
    return OpenBuild(values, about)


def _load(app: Flask, has_older: bool) -> tuple[About, dict[str, Any]]:
    with snapshot(LOADING_TIMEOUT_MS) as connection:
        versions = _versions(app, connection)
        version = _join(versions)
        if version.is_building and has_older:
            raise BuildRunningError("expected the marts of one build, got a build that is running")
        steps = {name: _builds(app).parts[name].load(connection) for name in versions}
        lsn = int(connection.scalar(text(POSITION)) or 0) if servers() else 0
    values = {name: compute() for name, compute in steps.items()}
    parts = _builds(app).parts
    complete = {name: parts[name].complete(value, values) for name, value in values.items()}
    return About(version.numbers, lsn), complete


def _write(app: Flask, root: Path, folder: Path, about: About, values: dict[str, Any]) -> None:
    making = root / f"{MAKING}{uuid.uuid4().hex}"
    making.mkdir()
    for name, value in values.items():
        write_part(_builds(app).parts[name], value, making / name)
    (making / IN_USE).touch()
    (making / ABOUT).write_text(json.dumps({**about._asdict(), "parts": list(values)}))
    _flush([making / ABOUT, *(making / name for name in values), making])
    making.rename(folder)
    _flush([root])


def _flush(paths: Iterable[Path]) -> None:
    """Wait until files, and the names in folders, are on the disk."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _folders(root: Path) -> Iterator[Path]:
    for path in root.iterdir() if root.exists() else ():
        if path.is_dir() and not path.name.startswith((MAKING, REMOVED)):
            yield path


def _remove_remains(root: Path) -> None:
    """Remove what nobody makes and nobody may open any more; the lock is held."""
    for path in root.iterdir():
        if path.name.startswith((MAKING, REMOVED)):
            shutil.rmtree(path, ignore_errors=True)


def _versions(app: Flask, connection: Connection | None) -> dict[str, DataVersion]:
    """Return the version of each part whose tables exist.

    Raises
    ------
    MissingTableError
        If there is no such part.
    """
    found, missing = {}, None
    for name, part in _builds(app).parts.items():
        try:
            found[name] = data_version(part.tables, connection)
        except MissingTableError as error:
            missing = error
    if not found and missing:
        raise missing
    return found


def _join(versions: Mapping[str, DataVersion]) -> DataVersion:
    numbers = tuple(number for one in versions.values() for number in one.numbers)
    return DataVersion(numbers, any(one.is_building for one in versions.values()))


def _name(app: Flask, version: DataVersion) -> str:
    """Return the name of a version's folder; code that changed makes other files."""
    database = _hash(version.numbers[:2])
    return f"{database}-{_hash((version.numbers, sorted(_builds(app).parts), _code()))}"


@cache
def _code() -> str:
    files = [path for name in CODE for path in (PROJECT_ROOT / name).rglob("*.py")]
    return _hash([path.read_text() for path in sorted(files)])


def _hash(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _builds(app: Flask) -> Builds:
    builds: Builds = app.extensions[EXTENSION]
    return builds
