"""Finds the files of a privacy export: in a folder, in a zip archive as Spotify sends it, alone.

In folders and archives only files with the names that Spotify gives to histories, libraries and
playlists are opened; the other files hold addresses, payments and searches.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from ingestion.files.file_format import UnreadableFile, kind_of
from ingestion.files.json_file import parse_json, read_json

NAMES = re.compile(
    r"(StreamingHistory|Streaming_History|endsong|YourLibrary|Playlist\d*).*\.json(\.gz)?",
    re.IGNORECASE,
)
ZIP, LARGEST_MEMBER = b"PK", 1 << 30
EXPECTED = "StreamingHistory…, Streaming_History…, endsong…, YourLibrary or Playlist… .json"


@dataclass(frozen=True)
class ExportFile:
    """One file of an export: how to name it, and how to read the JSON in it."""

    path: Path
    read: Callable[[], Any]


def find_files(path: Path) -> Iterator[ExportFile]:
    """Yield the files that `path` stands for; one that holds none raises when it is read."""
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if _is_wanted(path, file))
        if not inside:
            yield _broken(path, f"expected files of Spotify's export ({EXPECTED}), got none")
        for file in inside:
            yield from find_files(file)
    elif _is_zip(path):
        yield from _members(path)
    else:
        yield ExportFile(path, partial(_read_file, path))


def has_name_of_export(name: str) -> bool:
    """Return whether Spotify gives such a name to a file that is read; `name` may have folders."""
    path = PurePosixPath(name)
    return not _is_hidden(path) and bool(NAMES.fullmatch(path.name))


def _is_wanted(folder: Path, path: Path) -> bool:
    inside = path.relative_to(folder)
    if path.suffix.lower() != ".zip":
        return has_name_of_export(inside.as_posix())
    return not _is_hidden(inside) and _may_hold_export(path)


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _may_hold_export(path: Path) -> bool:
    """Return whether a zip archive has files of an export, or is damaged, which is reported."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(map(has_name_of_export, archive.namelist()))
    except (zipfile.BadZipFile, OSError):
        return True


def _is_zip(path: Path) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read(len(ZIP)) == ZIP
    except OSError:
        return False  # the reason is reported when it is read


def _read_file(path: Path) -> Any:
    kind = kind_of(path)
    if kind != "json":
        raise UnreadableFile(f"expected JSON of Spotify's export, got {kind}")
    return read_json(path)


def _members(path: Path) -> Iterator[ExportFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(filter(has_name_of_export, archive.namelist()))
            if not names:
                yield _broken(path, f"expected files of Spotify's export ({EXPECTED}), got none")
            for name in names:
                yield ExportFile(path / name, partial(_read_member, archive, name))
    except (zipfile.BadZipFile, OSError) as error:
        yield _broken(path, f"expected a zip archive, got a damaged one ({error})")


def _read_member(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > LARGEST_MEMBER:
        raise UnreadableFile("expected a file of at most 1 GiB, got a larger one in the archive")
    try:
        text = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise UnreadableFile(f"expected a whole file in the archive, got {error}") from error
    except (RuntimeError, NotImplementedError) as error:  # a password, or a method unknown here
        raise UnreadableFile(
            f"expected an archive that can be unpacked here, got {error}; unpack it first"
        ) from error
    return parse_json(text)


def _broken(path: Path, reason: str) -> ExportFile:
    def read() -> Any:
        raise UnreadableFile(reason)

    return ExportFile(path, read)
