"""Unpacks the files of a zip archive that a source may read, within limits.

A member can neither leave its folder nor be larger than it claims, and claims are limited: a small
archive can claim to hold far more than any disk.
"""

import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import NOT_OF_THE_PERSON

LARGEST_UNPACKED, MOST_FILES = 8 << 30, 20_000
ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".gz", ".zip")
LONGEST_NAME, PORTION = 120, 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


class TooLarge(Exception):
    """An archive that holds more than is unpacked here; the text is one sentence."""


def check_size(archive: zipfile.ZipFile) -> None:
    """Raise TooLarge if an archive claims to hold too much."""
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > LARGEST_UNPACKED or len(members) > MOST_FILES:
        raise TooLarge(
            f"expected an archive of at most {LARGEST_UNPACKED >> 30} GiB in {MOST_FILES:,} files,"
            f" got {size / (1 << 30):.1f} GiB in {len(members):,}; unpack what you need yourself"
        )


def unpack(
    path: Path, folder: Path, is_wanted: Callable[[str], bool] = lambda _: True
) -> list[Path]:
    """Unpack what may be read of the archive `path` below `folder`; return the files.

    `is_wanted` is asked with the whole name of a member.

    Raises
    ------
    UnreadableFile
        If the archive is damaged, or needs a password.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [
                _unpack_one(archive, member, folder, number)
                for number, member in enumerate(archive.infolist())
                if _find_name(member) and is_wanted(member.filename)
            ]
    except BROKEN as error:
        raise UnreadableFile(f"expected a whole zip archive, got: {error}") from error


def _unpack_one(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, number: int
) -> Path:
    place = folder / _find_name(member)
    if place.exists():  # the same name in another folder of the archive
        place = folder / str(number) / place.name
    place.parent.mkdir(parents=True, exist_ok=True)
    # zipfile gives no byte more than a member claims to have
    with archive.open(member) as packed, open(place, "wb") as file:
        shutil.copyfileobj(packed, file, PORTION)
    return place


def _find_name(member: zipfile.ZipInfo) -> str:
    """Return the name under which a member is unpacked, without its folders; empty for others."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if member.is_dir() or not parts or any(part.startswith("__MACOSX") for part in parts):
        return ""
    name = parts[-1]
    is_wanted = name.lower().endswith(ENDINGS) and not NOT_OF_THE_PERSON.fullmatch(name)
    return name[-LONGEST_NAME:] if is_wanted else ""
