"""The build that a worker answers from: a thread takes up a newer one while requests go on."""

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

from filelock import FileLock
from flask import Flask

from api.db.build_files import (
    OpenBuild,
    builds_folder,
    current_version,
    find_folder,
    load_in_memory,
    open_folder,
    remove_unused,
    set_aside,
)
from api.db.data_version import MissingTableError
from api.db.database import servers
from segue.errors import SegueError

INTERVAL_S = 0.5
MAKER_AGAIN_S = 10.0
REMOVE_EVERY_S = 10.0
FIRST_WAIT_S = 10.0  # how long a request waits for the first build of a worker
CANNOT_WRITE = 73  # exit status of a maker without a folder to write to
IS_BUILDING = 75  # exit status of a maker that would read two builds
MAKER = (sys.executable, "-m", "api", "make-files")
log = logging.getLogger(__name__)


class NotLoadedError(SegueError):
    """No build is loaded that requests can be answered from."""


class MakerError(SegueError):
    """The files of a build could not be made."""


class DamagedFilesError(SegueError):
    """The files of a build cannot be read."""


class FollowedBuild:
    """The newest build on this host that is complete."""

    def __init__(self, app: Flask, url: str) -> None:
        self._app = app
        self._url = url
        self._build: OpenBuild | None = None
        self._is_tried = threading.Event()
        self._error: Exception | None = None
        self._damaged: set[str] = set()

    def current(self) -> OpenBuild:
        """Return the build; wait for the first one while nothing prevents it.

        Raises
        ------
        MissingTableError
            If there is none because the marts were never built.
        NotLoadedError
            If there is none for another reason.
        """
        if self._build is None and self._error is None:
            self.wait(FIRST_WAIT_S)
        if self._build is None:
            if isinstance(error := self._error, MissingTableError):
                raise MissingTableError(str(error))
            reason = self.why_not_loaded()
            raise NotLoadedError(f"expected the index and the catalogue, got none yet: {reason}")
        return self._build

    def wait(self, timeout_s: float) -> None:
        """Wait until the first build is taken up, or something prevents it."""
        self._is_tried.wait(timeout_s)

    def why_not_loaded(self) -> str | None:
        """Return what prevents that there is a build, or None if there is one."""
        if self._build is not None:
            return None
        error = self._error
        return "it is being loaded" if error is None else _first_line(error)

    def follow(self) -> None:
        """Take up each new build, for ever."""
        removed_at = 0.0
        while True:
            try:
                self.refresh()
                self._error = None
            except Exception as error:  # whatever it is: without this thread no build is taken up
                self._note(error)
            if time.monotonic() > removed_at + REMOVE_EVERY_S and builds_folder().exists():
                removed_at = time.monotonic()
                remove_unused()
            time.sleep(MAKER_AGAIN_S if isinstance(self._error, MakerError) else INTERVAL_S)

    def refresh(self) -> None:
        """Take up the build that the marts are of, if it is complete and newer."""
        with self._app.app_context():
            version = current_version(self._app)
            has_older = self._build is not None
            if self._build is not None and (
                version.is_building or version.numbers == self._build.about.numbers
            ):
                return
            found = find_folder(self._app, version)
            if found is None and self._make(has_older):
                found = find_folder(self._app, current_version(self._app))
            if found is not None:
                self._take_up(self._open(found))

    def _open(self, folder: Path) -> OpenBuild:
        """Map the files of a folder; a damaged one is made anew, once.

        Raises
        ------
        DamagedFilesError
            If its files cannot be read.
        """
        inode = folder.stat().st_ino
        try:
            return open_folder(self._app, folder)
        except Exception as error:
            if not folder.exists():  # removed meanwhile: the next round looks for another
                raise
            problem = f"expected files of a build that can be read, got damaged ones ({error!r})"
            if folder.name in self._damaged:
                raise DamagedFilesError(
                    f"{problem} in {folder} after they were made anew; check the disk, delete "
                    "the folder and start again"
                ) from error
            self._damaged.add(folder.name)
            set_aside(folder, inode)
            raise DamagedFilesError(f"{problem}; they are made anew") from error

    def _make(self, has_older: bool) -> bool:
        """Let a process make the files, one of a host at a time; return whether there are any."""
        folder = builds_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "maker"):
                if find_folder(self._app, current_version(self._app)) is not None:
                    return True
                done = subprocess.run(
                    [*MAKER, *(["--has-older"] if has_older else [])],
                    input=self._url.encode(),
                    capture_output=True,
                    check=False,
                )
            status = done.returncode
        except OSError:
            status = CANNOT_WRITE
        if status == CANNOT_WRITE:
            log.warning("%s cannot be written; this worker has a copy of its own", folder)
            self._take_up(load_in_memory(self._app))
            return False
        if status == IS_BUILDING:
            return False
        if status:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise MakerError(f"expected the files of a build, got exit status {status}: {last}")
        return True

    def _take_up(self, build: OpenBuild) -> None:
        known = servers()
        if known is not None:
            known.require(build.about.lsn)
        self._build = build
        self._is_tried.set()
        log.info("took up a build")

    def _note(self, error: Exception) -> None:
        if self._error is None or _first_line(error) != _first_line(self._error):
            log.warning("the build is not loaded: %s", _first_line(error))
        self._error = error.with_traceback(None)  # its frames would stay in memory
        self._is_tried.set()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), repr(error))
