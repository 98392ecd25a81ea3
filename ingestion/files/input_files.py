"""Input files of a run: each is read on its own, and none stops the others."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.files.chunks import TableFile, ignore
from ingestion.files.csv_file import CsvFile
from ingestion.files.file_format import Kind, UnreadableFile, kind_of
from ingestion.files.parquet_file import ParquetFile
from ingestion.load.batches import Batch
from ingestion.load.rejections import Rejections
from ingestion.load.summary import FileRead, Problem
from ingestion.sources import Request

# what systems and archives put into a folder; a playlist may be called `.first`
NOT_OF_THE_PERSON = re.compile(
    r"\._.*|~\$.*|\.(?!.*\.(?:csv|tsv|txt|parquet|json)(?:\.gz)?$).*|desktop\.ini|thumbs\.db"
    r"|(?:readme|licen[cs]e|copying|notice)(?:\..*)?|.*\.(?:md|pdf|html?|png|jpe?g)",
    re.IGNORECASE,
)


@dataclass
class InputFile:
    """One file being read, and where its problems are reported."""

    path: Path
    kind: Kind
    read: FileRead
    rejections: Rejections
    table: str
    unit: str = "line"
    problems: int = field(default=0)

    def refuse(
        self,
        reason: str,
        *,
        line: int | None = None,
        column: str | None = None,
        raw_text: str | bytes | None = None,
        table: str | None = None,
    ) -> None:
        """List one thing of this file that cannot be kept."""
        text = (
            raw_text.decode("utf-8", "backslashreplace")
            if isinstance(raw_text, bytes)
            else (raw_text)
        )
        self.problems += 1
        self.rejections.add(
            Problem(
                reason, str(self.path), line, column, text, self.read.provider,
                table or self.table, self.unit,
            )
        )  # fmt: skip

    def open_table(self, *, quiet: bool = False) -> TableFile:
        """Open a file of rows and columns; `quiet` for a first pass, whose problems come again."""
        if self.kind == "json":
            raise UnreadableFile("expected CSV or Parquet, got JSON")
        opened = (ParquetFile if self.kind == "parquet" else CsvFile)(
            self.path, ignore if quiet else self.refuse
        )
        self.unit = opened.unit
        return opened


def read_files(
    request: Request, table: str, read: Callable[[InputFile], Iterator[Batch]]
) -> Iterator[Batch]:
    """Yield what `read` gets out of each file; name every file of which nothing could be used."""

    def opened(file: InputFile) -> Iterator[Batch]:
        file.kind = kind_of(file.path)
        yield from read(file)

    for path in find_files(request.paths):
        yield from read_one(request, table, path, opened)


def read_one(
    request: Request, table: str, path: Path, read: Callable[[InputFile], Iterator[Batch]]
) -> Iterator[Batch]:
    """Yield what `read` gets out of the file; say so when nothing of it could be used."""
    file = InputFile(path, "csv", FileRead(str(path)), request.rejections, table)
    request.summary.files.append(file.read)
    try:
        yield from read(file)
    except UnreadableFile as error:
        file.refuse(error.reason, line=error.line, column=error.column)
        return
    if file.read.is_unusable and file.problems == 0:
        file.refuse("expected at least one row that can be used, got none")


def open_quietly(path: Path) -> TableFile | None:
    """Open a file of rows and columns whose problems are reported elsewhere; None for JSON."""
    kind = kind_of(path)
    if kind == "json":
        return None
    return (ParquetFile if kind == "parquet" else CsvFile)(path, ignore)


def find_files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files that `paths` name; of a folder, those in it that a person put there."""
    for path in paths:
        inside = sorted(p for p in path.iterdir() if _is_wanted(p)) if path.is_dir() else []
        yield from inside or [path]


def _is_wanted(path: Path) -> bool:
    return path.is_file() and not NOT_OF_THE_PERSON.fullmatch(path.name)
