"""Format of a file by its content, not by its name: CSV or JSON, compressed or not, or Parquet."""

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import Literal, cast

Kind = Literal["csv", "json", "parquet"]

GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
UTF8_MARK = b"\xef\xbb\xbf"
OTHER_CONTENT = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PK": "a zip archive; unpack it first",
    b"SQLite format 3": "an SQLite database; export its table as CSV first",
}
SNIFFED, PORTION = 4_096, 1 << 20
BROKEN_ARCHIVE = (EOFError, gzip.BadGzipFile, zlib.error)


class UnreadableFile(Exception):
    """A file of which nothing can be used; the text is one sentence, without the file's name."""

    def __init__(self, reason: str, line: int | None = None, column: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


def kind_of(path: Path) -> Kind:
    """Return what `path` holds.

    Raises
    ------
    UnreadableFile
        If it is missing, a folder, empty, or none of the known kinds.
    """
    start = _start(path)
    if start.startswith(PARQUET):
        return "parquet"
    for mark, what in OTHER_CONTENT.items():
        if start.startswith(mark):
            raise UnreadableFile(f"expected CSV, JSON or Parquet, got {what}")
    text = start.removeprefix(UTF8_MARK).lstrip()
    if not text:
        raise UnreadableFile("expected rows, got an empty file")
    if b"\x00" in start:
        raise UnreadableFile("expected CSV, JSON or Parquet, got binary data")
    return "json" if text[:1] in (b"{", b"[") else "csv"


class TextStream:
    """The bytes of a CSV or JSON file, decompressed, after its byte order mark.

    Damage in a compressed file ends the stream; `is_damaged` tells it from the real end.
    """

    def __init__(self, path: Path) -> None:
        self._stream = _open(path)
        self.is_damaged = False
        self._ahead = b""
        start = self.read(len(UTF8_MARK))
        self._ahead = start.removeprefix(UTF8_MARK)

    def read(self, size: int = sys.maxsize) -> bytes:
        """Return up to `size` bytes; fewer only at the end."""
        parts, self._ahead = [self._ahead], b""
        left = size - len(parts[0])
        while left > 0 and not self.is_damaged:
            try:
                # small portions, so that what precedes the damage is not lost with it
                part = self._stream.read1(min(left, PORTION))
            except BROKEN_ARCHIVE:
                self.is_damaged = True
                break
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def __enter__(self) -> "TextStream":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def is_utf8(text: bytes) -> bool:
    """Return whether `text` can be read as UTF-8."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


class _ZstdStream:
    """What a reader of `gzip` has, for Zstandard."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa  # imported here: it is slow, and few files need it

        self._stream = pa.CompressedInputStream(pa.OSFile(str(path), "rb"), "zstd")

    def read1(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        try:
            return cast(bytes, self._stream.read(size))
        except OSError as error:
            raise EOFError(str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _open(path: Path) -> io.BufferedReader:
    with open(path, "rb") as stream:
        start = stream.read(len(ZSTD))
    if start == ZSTD:
        return cast(io.BufferedReader, _ZstdStream(path))
    is_gzip = start.startswith(GZIP)
    return cast(io.BufferedReader, gzip.open(path, "rb")) if is_gzip else open(path, "rb")


def _start(path: Path) -> bytes:
    try:
        with TextStream(path) as stream:
            start = stream.read(SNIFFED)
    except FileNotFoundError as error:
        raise UnreadableFile("expected a file, got none; check the path") from error
    except IsADirectoryError as error:
        raise UnreadableFile("expected a file, got a folder; name the files in it") from error
    except PermissionError as error:
        raise UnreadableFile("expected a file that may be read, got one that may not") from error
    if stream.is_damaged and not start:
        raise UnreadableFile("expected gzip or Zstandard data, got a damaged archive")
    return start
