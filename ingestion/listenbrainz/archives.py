"""Files of ListenBrainz, line by line: a person's export, alone or unpacked, and the public dump.

An export is a zip with `user.json`, `listens/YYYY/M.jsonl`, and, where there is any,
`feedback.jsonl` and `pinned_recording.jsonl`. The dump is a tar of `…/listens/YYYY/M.listens`,
compressed by Zstandard or, years ago, by xz; it has everybody's listens, is far larger than any
memory, and is read as a stream. In both a line is a JSON object.
https://listenbrainz.readthedocs.io/en/latest/users/listenbrainz-dumps.html
"""

import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

import orjson
import pyarrow as pa

from ingestion.files.file_format import GZIP, TextStream, UnreadableFile

Kind = Literal["user", "listens", "feedback", "pins", "dump"]
NAMES: dict[Kind, re.Pattern[str]] = {
    "user": re.compile(r"(?:.*/)?user\.json"),
    "feedback": re.compile(r"(?:.*/)?feedback\.jsonl"),
    "pins": re.compile(r"(?:.*/)?pinned_recordings?\.jsonl"),
    "listens": re.compile(r"(?:.*/)?(?:\d+|.*listens.*)\.jsonl"),
    "dump": re.compile(r"(?:.*/)?listens/\d+/\d+\.listens"),
}
EXPECTED = "listens/YYYY/M.jsonl, feedback.jsonl or pinned_recording.jsonl"
ZIP, ZSTD, XZ = b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00"
LONGEST_LINE = 1 << 20
PORTION = 1 << 20
BROKEN = (
    zipfile.BadZipFile, zlib.error, tarfile.TarError, lzma.LZMAError, EOFError, OSError,
    RuntimeError, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One file of lines, and what it holds."""

    path: Path
    kind: Kind
    lines: Iterator[bytes]


def find_members(path: Path) -> Iterator[Member]:
    """Yield the files in `path`, each to be read before the next one is asked for.

    Feedback and pins come before listens, which they are matched with. A fault of an archive is
    an UnreadableFile, here or while lines are read.
    """
    start = _read_start(path) if path.is_file() else b""
    if start.startswith(ZIP):
        yield from _members_of_zip(path)
    elif start.startswith((ZSTD, XZ)):
        yield from _members_of_tar(path, start.startswith(ZSTD))
    else:
        yield from _members_of_folder(path)


def _members_of_folder(path: Path) -> Iterator[Member]:
    if not path.exists():
        raise UnreadableFile("expected a file, got none; check the path")
    if path.is_file():
        yield from _single_file(path)
        return
    files = sorted(path.rglob("*"))
    named = [(file, file.relative_to(path).as_posix()) for file in files if file.is_file()]
    names = {name: file for file, name in named if not name.startswith((".", "__"))}
    for kind, name in _in_reading_order(names):
        with TextStream(names[name]) as stream:
            yield Member(names[name], kind, _cut_lines(stream))


def _single_file(path: Path) -> Iterator[Member]:
    """Yield a file that was given alone: its lines say what it is if its name does not."""
    with TextStream(path) as stream:
        lines = _cut_lines(stream)
        first = next(lines, b"")
        kind = kind_of(path.name) or kind_of_line(parse_line(first))
        if kind is None:
            raise UnreadableFile(f"expected files of ListenBrainz ({EXPECTED}), got none")
        yield Member(path, kind, chain([first], lines))


def _members_of_zip(path: Path) -> Iterator[Member]:
    with _as_unreadable("zip archive"), zipfile.ZipFile(path) as archive:
        for kind, name in _in_reading_order(archive.namelist()):
            with archive.open(name) as stream:
                yield Member(path / name, kind, _cut_lines(stream))


def _members_of_tar(path: Path, is_zstd: bool) -> Iterator[Member]:
    with _as_unreadable("archive"), open(path, "rb") as file:
        opened: Any = (
            pa.CompressedInputStream(file, "zstd") if is_zstd else lzma.LZMAFile(file)  # noqa: SIM115
        )
        with opened as stream, tarfile.open(fileobj=stream, mode="r|", bufsize=PORTION) as archive:
            number = 0
            for member in archive:
                if not (member.isfile() and kind_of(member.name) == "dump"):
                    continue
                file_in_it = archive.extractfile(member)
                assert file_in_it is not None  # a plain file
                number += 1
                yield Member(path / member.name, "dump", _cut_lines(file_in_it))
            if not number:
                raise UnreadableFile("expected `listens/YYYY/M.listens` in the archive, got none")


def _in_reading_order(names: Iterable[str]) -> list[tuple[Kind, str]]:
    """Return the names of files of ListenBrainz with their kinds, those with listens last."""
    found = [(kind, name) for name in names if (kind := kind_of(name)) is not None]
    if not found:
        raise UnreadableFile(f"expected files of ListenBrainz ({EXPECTED}), got none")
    return sorted(found, key=lambda pair: (pair[0] in ("listens", "dump"), _in_order(pair[1])))


def kind_of(name: str) -> Kind | None:
    """Return what a file of this name holds, or None."""
    return next((kind for kind, form in NAMES.items() if form.fullmatch(name)), None)


def kind_of_line(entry: Any) -> Kind | None:
    """Return what a file holds whose first line is this object, or None."""
    if not isinstance(entry, dict):
        return None
    if "track_metadata" in entry and {"listened_at", "timestamp"} & entry.keys():
        return "listens"
    if {"recording_mbid", "recording_msid"} & entry.keys():
        return "feedback" if "score" in entry else "pins" if "pinned_until" in entry else None
    return None


def parse_line(line: bytes) -> Any:
    """Return the JSON of a line; None for one that is too long, or none."""
    if len(line) >= LONGEST_LINE:
        return None
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _in_order(name: str) -> list[Any]:
    """Return a key that sorts 9.jsonl before 10.jsonl."""
    return [int(part) if part.isdigit() else 0 for part in re.split(r"(\d+)", name)] + [name]


def _cut_lines(stream: IO[bytes] | TextStream) -> Iterator[bytes]:
    """Yield the lines of a stream; of one that is too long, its first part only."""
    rest, is_passed_over = b"", False
    while portion := _read(stream):
        *whole, rest = (rest + portion).split(b"\n")
        for line in whole:
            if not is_passed_over:
                yield line
            is_passed_over = False
        if len(rest) > LONGEST_LINE:
            if not is_passed_over:
                yield rest[:LONGEST_LINE]
            rest, is_passed_over = b"", True
    if rest.strip() and not is_passed_over:
        yield rest


def _read(stream: IO[bytes] | TextStream) -> bytes:
    with _as_unreadable("file"):
        portion = stream.read(PORTION)
    if not portion and isinstance(stream, TextStream) and stream.is_damaged:
        raise UnreadableFile("expected a whole file, got a damaged one")
    return portion


def _read_start(path: Path) -> bytes:
    try:
        with open(path, "rb") as stream:
            start = stream.read(len(XZ))
    except PermissionError as error:
        raise UnreadableFile("expected a file that may be read, got one that may not") from error
    if not start:
        raise UnreadableFile("expected listens, got an empty file")
    return b"" if start.startswith(GZIP) else start


@contextmanager
def _as_unreadable(what: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFile:
        raise
    except BROKEN as error:
        got = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableFile(f"expected a whole {what}, got a damaged one ({got})") from error
