"""The files of a music library, matched to tracks by ISRC, or by artist and title.

Only files within the folder count: a link that leads out of it is not followed.
"""

import os
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from api.exports.entries import Entry, LocalFile
from api.tracks.name_matching import normalize_words, strip_version
from api.tracks.references import parse_isrc
from segue.errors import SegueError

MAX_CACHED_FILES = 200_000
SAME_LENGTH_S = 5
# what the parser raises, besides its own errors, about files that are cut off or no audio
UNREADABLE = (
     OSError, ValueError, LookupError, TypeError, AttributeError, EOFError,
    struct.error, RecursionError,
)  # fmt: skip
RECORDING_TAGS = ("musicbrainz_trackid", "musicbrainz track id", "musicbrainz recording id")
Key = tuple[str, str]


class NoLibrary(SegueError):
    """The folder of the library cannot be read."""


@dataclass(frozen=True)
class TaggedFile:
    """A file with the tags that say which track it is."""

    file: LocalFile
    title: str
    artists: tuple[str, ...]
    isrc: str | None
    duration_s: float | None


@dataclass
class Library:
    """The files of one folder, by ISRC and by names."""

    folder: Path
    by_isrc: dict[str, list[TaggedFile]] = field(default_factory=lambda: defaultdict(list))
    by_names: dict[Key, list[TaggedFile]] = field(default_factory=lambda: defaultdict(list))
    by_plain_names: dict[Key, list[TaggedFile]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def from_folder(cls, folder: Path) -> "Library":
        """Read the tags of all files under `folder`; those read before only if they changed.

        Raises
        ------
        NoLibrary
            If there is no such folder.
        """
        if not folder.is_dir():
            raise NoLibrary(f"expected a folder with music, got {folder}; name one that exists")
        library = cls(folder.resolve())
        for path, status in _walk(library.folder):
            found = _read_tags(str(path), status.st_mtime_ns, status.st_size)
            if found is not None:
                library.add(found)
        return library

    def add(self, found: TaggedFile) -> None:
        """Add a file under each of its names."""
        if found.isrc:
            self.by_isrc[found.isrc].append(found)
        for key in _keys(found.artists, found.title):
            self.by_names[key].append(found)
        for key in _keys(found.artists, strip_version(found.title)):
            self.by_plain_names[key].append(found)

    def match(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries, each with its file where the library has it."""
        return [replace(entry, file=self.find(entry)) for entry in entries]

    def find(self, entry: Entry) -> LocalFile | None:
        """Return the file of a track: by its ISRC, else its names, else those without a version."""
        groups: list[Sequence[TaggedFile]] = [self.by_isrc.get(entry.isrc or "", ())]
        artists = (*entry.artists, entry.creator)
        for index, title in (
            (self.by_names, entry.title),
            (self.by_plain_names, strip_version(entry.title)),
        ):
            groups += [index.get(key, ()) for key in _keys(artists, title)]
        duration = entry.summary["duration_ms"]
        for group in groups:
            if group:
                return min(group, key=lambda each: _distance(each, duration)).file
        return None


def _distance(found: TaggedFile, duration_ms: int | None) -> tuple[float, str]:
    if duration_ms is None or found.duration_s is None:
        return 0.0, str(found.file.path)
    apart = abs(found.duration_s - duration_ms / 1000)
    return (0.0 if apart <= SAME_LENGTH_S else apart), str(found.file.path)


def _keys(artists: Iterable[str], title: str) -> list[Key]:
    words = normalize_words(title)
    pairs = [(normalize_words(artist).removeprefix("the "), words) for artist in artists]
    return list(dict.fromkeys(pair for pair in pairs if all(pair)))


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the audio files under `folder` in a stable order, with links only to files within."""
    from tinytag import TinyTag

    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if not TinyTag.is_supported(name):
                continue
            try:
                if path.resolve().is_relative_to(folder) and path.is_file():
                    yield path, path.stat()
            except (OSError, RuntimeError):  # removed meanwhile, or a link to itself
                continue


@lru_cache(MAX_CACHED_FILES)
def _read_tags(path: str, _changed_at: int, _size: int) -> TaggedFile | None:
    """Return the tags of a file, or None if it has no names or cannot be read."""
    from tinytag import TinyTag, TinyTagException  # here: few requests need it

    try:
        tag = TinyTag.get(path)
    except (TinyTagException, *UNREADABLE):
        return None
    isrc = parse_isrc(_first(tag.other.get("isrc")))
    artists = [name for name in (tag.artist, tag.albumartist, *tag.other.get("artist", ())) if name]
    title = tag.title or ""
    if not (isrc or (title and artists)):
        return None
    file = LocalFile(Path(path), _parse_recording(tag.other))
    return TaggedFile(file, title, tuple(dict.fromkeys(artists)), isrc, tag.duration)


def _parse_recording(other: dict[str, list[str]]) -> str | None:
    for name in RECORDING_TAGS:
        try:
            return str(UUID(_first(other.get(name))))
        except ValueError:
            continue
    return None


def _first(values: Sequence[str] | None) -> str:
    return str(values[0]) if values else ""
