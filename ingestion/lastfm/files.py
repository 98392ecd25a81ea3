"""Reads tables and JSON files of scrobbles, whoever wrote them: each row is kept or refused."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from ingestion.files.file_format import UnreadableFile
from ingestion.files.ids import TRACK_ID
from ingestion.files.input_files import InputFile, read_files
from ingestion.files.json_file import read_json
from ingestion.lastfm.columns import EXPECTED, NEEDED, find_columns
from ingestion.lastfm.json_files import find_entries
from ingestion.lastfm.times import parse_time
from ingestion.listens.listen import LONGEST_MS, Listen, NoListen, build_listen, parse_isrc
from ingestion.listens.rows import RowBuffer
from ingestion.load.batches import Batch
from ingestion.sources import Request, Sample

SOURCE_NAME = PROVIDER = "lastfm"
TABLE = "scrobble_table"
PLAY_ENDS = ("", "PLAY_END")  # Apple Music lists other events, too
UTC = ZoneInfo("UTC")
LEFT_OUT = "the listen is left out"
Values = Mapping[str, str]


def read_scrobbles(request: Request, zone: ZoneInfo) -> Iterator[Batch]:
    """Yield what the files hold; times without a zone are those of `zone`."""

    def read(file: InputFile) -> Iterator[Batch]:
        if file.kind == "json":
            yield from _read_json(file)
        else:
            yield from _read_table(file, zone)

    yield from read_files(request, "plays", read)


def recognize(sample: Sample) -> bool:
    """Return whether this is a table of listens, or JSON of a program whose listens are known."""
    if sample.header:
        places, _ = find_columns(sample.header, UTC)
        return all(name in places for name in NEEDED)
    if sample.body is None:
        return False
    try:
        return bool(find_entries(sample.body).entries)
    except UnreadableFile:
        return False


def _read_json(file: InputFile) -> Iterator[Batch]:
    file.unit = "entry"
    found = find_entries(read_json(file.path))
    file.read.provider = found.provider
    rows = RowBuffer(found.provider)
    for number, entry in enumerate(found.entries, 1):
        try:
            listen = found.parse(entry)
        except NoListen as fault:
            file.read.rows += 1
            file.refuse(f"{fault}; {LEFT_OUT}", line=number)
            continue
        if listen is not None:
            file.read.rows += 1
            file.read.valid_rows += 1
            yield from rows.add(listen)
    yield from rows.flush()


def _read_table(file: InputFile, zone: ZoneInfo) -> Iterator[Batch]:
    file.read.provider = TABLE
    rows = RowBuffer(TABLE)
    for line, values in _rows_of(file, zone):
        if values.get("event", "") not in PLAY_ENDS:
            continue
        file.read.rows += 1
        try:
            listen = _parse_row(values, zone)
        except NoListen as fault:
            file.refuse(f"{fault}; {LEFT_OUT}", line=line)
            continue
        file.read.valid_rows += 1
        yield from rows.add(listen)
    yield from rows.flush()


def _rows_of(file: InputFile, zone: ZoneInfo) -> Iterator[tuple[int, Values]]:
    """Yield each row by the names of our columns, with its line."""
    table = file.open_table()
    places, has_header = find_columns(table.header, zone)
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise UnreadableFile(
            f"expected {EXPECTED}, got none for {' and '.join(missing)} in"
            f" {', '.join(table.header)[:200]}",
            line=1,
        )
    if not has_header:
        yield 1, {name: table.header[place] for name, place in places.items()}
    for chunk in table.chunks(places):
        columns = {name: values.to_pylist() for name, values in chunk.columns.items()}
        for index, line in enumerate(chunk.lines.tolist()):
            yield line, {name: _to_text(values[index]) for name, values in columns.items()}
    file.read.is_whole = not table.is_damaged
    if table.is_damaged:
        file.refuse("expected a whole file, got a damaged one; what follows is missing")


def _parse_row(values: Values, zone: ZoneInfo) -> Listen:
    second = parse_time(values["time"], zone)
    if second is None:
        raise NoListen(
            "expected a time such as 1767366240, 2026-01-02 15:04:00 or 02 Jan 2026 15:04, got"
            f" {values['time'][:40]!r}"
        )
    if not values["artist"]:
        raise NoListen("expected a listen with the name of an artist, got none")
    spotify_id = TRACK_ID.match(values.get("track_uri", ""))
    return build_listen(
        second,
        values["track"],
        values["artist"],
        spotify_id=spotify_id[1] if spotify_id else None,
        album_name=values.get("album") or None,
        ms_played=_parse_ms(values.get("ms_played")),
        duration_ms=_parse_ms(values.get("duration_ms")),
        isrc=parse_isrc(values.get("isrc")),
    )


def _parse_ms(text: str | None) -> int | None:
    try:
        found = int(float(text or ""))
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found <= LONGEST_MS else None


def _to_text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    return "" if value is None else str(value).strip()
