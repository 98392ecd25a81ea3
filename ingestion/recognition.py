"""Which source reads what a person has: recognised by content, for files, folders and zip archives.

An archive that no source reads as a whole is unpacked, and its files are recognised one by one. In
the folder of a privacy export other JSON files are not even opened: they hold addresses, payments
and searches.
"""

import lzma
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingestion.files.file_format import TextStream, UnreadableFile, kind_of
from ingestion.files.input_files import find_files, open_quietly
from ingestion.files.json_file import read_json
from ingestion.history.export import ZIP
from ingestion.listenbrainz.archives import BROKEN, LONGEST_LINE, XZ, ZSTD, parse_line
from ingestion.registry import SOURCES
from ingestion.sources import Sample, Source
from ingestion.unpacking import ENDINGS, TooLarge, check_size, unpack

MARK_OF_TAR = slice(257, 262)
NAMES_OF_DUMP = 6  # before its first listens a dump has a licence and the like
MOST_NAMES = 200_000
SPREADSHEET = "[Content_Types].xml"


@dataclass
class Recognition:
    """The paths for each source, in the order in which sources are loaded, and what is left."""

    paths: dict[str, list[Path]] = field(default_factory=lambda: {name: [] for name in SOURCES})
    unknown: dict[Path, str] = field(default_factory=dict)  # with the reason, one sentence

    def sources(self) -> Iterator[tuple[str, list[Path]]]:
        """Yield each source that has something to read."""
        yield from ((name, paths) for name, paths in self.paths.items() if paths)


def recognize(paths: Iterable[Path], folder: Path) -> Recognition:
    """Return which source reads which of `paths`; archives are unpacked in `folder` where needed.

    What nothing reads is in `unknown` of the answer. Nothing is written to a database.
    """
    found = Recognition()
    for number, path in enumerate(paths):
        _Recognizer(found, folder / str(number)).add(path)
    return found


class _Recognizer:
    def __init__(self, found: Recognition, folder: Path, *, may_unpack: bool = True) -> None:
        self._found, self._folder, self._may_unpack = found, folder, may_unpack

    def add(self, path: Path) -> None:
        try:
            if path.is_dir():
                self._add_folder(path)
            elif _start_of(path).startswith(ZIP):
                self._add_zip(path)
            else:
                self._add_as(_find_source(_sample_of(path)), path)
        except UnreadableFile as fault:
            self._found.unknown[path] = fault.reason
        except TooLarge as fault:
            self._found.unknown[path] = str(fault)

    def _add_folder(self, folder: Path) -> None:
        names = _names_in(folder)
        of_folder = _find_source(Sample(names=names))
        if of_folder is None:
            for path in _inside(folder):
                self.add(path)
            return
        self._add_as(of_folder, folder)
        is_export = any(of_folder.recognizes(Sample(names=(name,))) for name in _near(names))
        others = Recognition()
        rest = _Recognizer(others, self._folder)
        for path in _inside(folder):
            if path.is_dir() or not (is_export and _is_json_by_name(path)):
                rest.add(path)
        for name, paths in others.paths.items():
            if name != of_folder.name:  # which reads its own files already
                self._found.paths[name] += paths
        self._found.unknown |= others.unknown

    def _add_zip(self, path: Path) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                check_size(archive)
                names = tuple(archive.namelist())
        except (zipfile.BadZipFile, OSError) as error:
            raise UnreadableFile(f"expected a zip archive, got a damaged one ({error})") from error
        source = _find_source(Sample(names=names))
        if source is not None:
            self._add_as(source, path)
            self._add_others(path, source)
        elif SPREADSHEET in names:
            raise UnreadableFile("expected CSV, JSON or Parquet, got a spreadsheet; save it as CSV")
        elif self._may_unpack:
            self._add_unpacked(unpack(path, self._folder / path.name))
        else:
            raise UnreadableFile(
                "expected no archive of other files within an archive; unpack the outer one first"
            )

    def _add_others(self, path: Path, source: Source) -> None:
        """Add the tables and archives beside the files of an export in an archive."""

        def is_other(name: str) -> bool:
            is_of_source = source.recognizes(Sample(names=(name,)))
            return not (is_of_source or _is_json_by_name(Path(name)))

        if self._may_unpack and (others := unpack(path, self._folder / path.name, is_other)):
            self._add_unpacked(others)

    def _add_unpacked(self, files: list[Path]) -> None:
        if not files:
            raise UnreadableFile(
                f"expected files in the archive that end in {', '.join(ENDINGS)}, got none"
            )
        inner = _Recognizer(self._found, self._folder, may_unpack=False)
        for path in files:
            inner.add(path)

    def _add_as(self, source: Source | None, path: Path) -> None:
        if source is None:
            raise UnreadableFile(
                "expected a file of a known source, got another; docs/data-sources.md lists them, "
                "and `segue ingest SOURCE FILE` says what is missing for one of them"
            )
        self._found.paths[source.name].append(path)


def _find_source(sample: Sample) -> Source | None:
    """Return the first source that takes it for one of its own."""
    return next((source for source in SOURCES.values() if source.recognizes(sample)), None)


def _sample_of(path: Path) -> Sample:
    """Return what a single file holds, in short.

    Raises
    ------
    UnreadableFile
        If it is missing, empty, or of no known format.
    """
    start = _start_of(path)
    if start.startswith(XZ) or (start.startswith(ZSTD) and _is_tar(path)):
        return Sample(names=_names_in_tar(path, start.startswith(ZSTD)))
    if kind_of(path) == "json":
        return _sample_of_json(path)
    table = open_quietly(path)
    assert table is not None  # it is no JSON
    wanted = {str(place): place for place in range(len(table.header))}
    chunk = next((chunk for chunk in table.chunks(wanted) if len(chunk)), None)
    row = tuple(_to_text(chunk.columns[name][0]) for name in wanted) if chunk else ()
    return Sample(header=tuple(table.header), first_row=row)


def _is_tar(path: Path) -> bool:
    """Return whether a compressed file is an archive, and no single table."""
    with TextStream(path) as stream:
        is_marked = stream.read(MARK_OF_TAR.stop)[MARK_OF_TAR] == b"ustar"
        return is_marked or stream.is_damaged  # whose fault is named when its names are read


def _sample_of_json(path: Path) -> Sample:
    """Return the first line, if it is an object, and the whole, unless more lines follow."""
    with TextStream(path) as stream:
        lines = stream.read(LONGEST_LINE).strip().splitlines() or [b""]
    line = parse_line(lines[0])
    if not isinstance(line, dict):
        return Sample(body=read_json(path))
    return Sample(line=line, body=None if len(lines) > 1 else read_json(path))


def _is_json_by_name(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".json", ".jsonl"))


def _to_text(value: pa.Scalar) -> str:
    found = value.as_py()
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found or "")


def _start_of(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(len(XZ))
    except OSError:
        return b""  # `kind_of` says why


def _names_in(folder: Path) -> tuple[str, ...]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return tuple(islice(files, MOST_NAMES))


def _near(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the names in the folder itself, and those of ListenBrainz' folder of listens."""
    return (name for name in names if "/" not in name or name.startswith("listens/"))


def _inside(folder: Path) -> list[Path]:
    """Return the folders and files in a folder, without what systems and archives put there."""
    folders = [path for path in folder.iterdir() if path.is_dir() and path.name[:1] not in "._"]
    files = [path for path in find_files((folder,)) if path != folder]
    return sorted([*folders, *files])


def _names_in_tar(path: Path, is_zstd: bool) -> tuple[str, ...]:
    try:
        with open(path, "rb") as file:
            opened: Any = (
                pa.CompressedInputStream(file, "zstd") if is_zstd else lzma.LZMAFile(file)  # noqa: SIM115
            )
            with opened as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                files = (member.name for member in archive if member.isfile())
                return tuple(islice(files, NAMES_OF_DUMP))
    except BROKEN as error:
        raise UnreadableFile(f"expected a whole archive, got a damaged one ({error})") from error
