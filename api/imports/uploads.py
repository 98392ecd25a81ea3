"""Files that people send, on their way to a folder: complete, synced and named, or not there."""

import os
import re
import shutil
from pathlib import Path
from typing import IO
from uuid import UUID

PORTION = 1 << 16
KEPT_FREE = 512 << 20  # of the disk, for the database that may share it
LONGEST_NAME = 120
# what no file system and no shell takes amiss
UNUSUAL = re.compile(r"[^\w .,()\[\]&+@#=-]+")


class BodyTooShort(Exception):
    """A body that ended early; the text is one sentence."""


class DiskTooFull(Exception):
    """A disk without space for a file; the text is one sentence."""


def safe_name(name: str) -> str:
    """Return the last part of `name` as the name of a file in a folder of its own."""
    last = re.split(r"[/\\]", name.strip())[-1]
    cleaned = UNUSUAL.sub("_", last).strip(". ")[-LONGEST_NAME:]
    return cleaned or "file"


def store_upload(body: IO[bytes], length: int, folder: Path, import_id: UUID, name: str) -> Path:
    """Write `length` bytes of `body` to a file called `name` in a new folder; return the file.

    Raises
    ------
    BodyTooShort
        If the body ends early.
    DiskTooFull
        If there is no space for it.
    """
    _check_space(folder, length)
    place, arriving = folder / str(import_id), folder / f".arriving-{import_id}"
    arriving.mkdir(mode=0o700)
    try:
        with open(arriving / name, "xb") as file:
            _copy(body, length, file)
            file.flush()
            os.fsync(file.fileno())
        arriving.rename(place)
    except BaseException:
        shutil.rmtree(arriving, ignore_errors=True)
        raise
    return place / name


def _check_space(folder: Path, length: int) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < length + KEPT_FREE:
        raise DiskTooFull(
            f"expected {(length + KEPT_FREE) >> 20:,} MiB of free space for the file, got "
            f"{free >> 20:,}; free some, or set SEGUE_UPLOAD_DIR to a folder on another disk"
        )


def _copy(body: IO[bytes], length: int, file: IO[bytes]) -> None:
    left = length
    while left and (portion := body.read(min(left, PORTION))):
        file.write(portion)
        left -= len(portion)
    if left:
        raise BodyTooShort(f"expected {length:,} bytes, got {length - left:,}; send the file again")
