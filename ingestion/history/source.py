"""Source `history`: Spotify's privacy export, as account data, extended history, or both.

Its files have neither a version nor a schema, and are told apart by what they hold. Both
histories may tell of the same plays: each is kept as delivered, under a provider of its own.
Plays of podcasts and audiobooks are counted and left out, since raw.plays is for tracks.
https://support.spotify.com/article/understanding-my-data/
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ingestion.files import mpd
from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import InputFile, read_one
from ingestion.history import library, playlists, plays
from ingestion.history.entries import ParsedEntries
from ingestion.history.export import ExportFile, find_files, has_name_of_export
from ingestion.load.batches import Batch, build_batch_from_rows, build_empty_batch
from ingestion.load.summary import Problem
from ingestion.sources import Request, Sample, Source

TABLES_FILLED = (
    "plays", "saved_tracks", "saved_albums", "banned_tracks", "playlists", "playlist_items",
    "tracks", "albums",
)  # fmt: skip
MAIN_TABLE = {
    plays.ACCOUNT: "plays", plays.EXTENDED: "plays",
    library.PROVIDER: "saved_tracks", playlists.PROVIDER: "playlist_items",
}  # fmt: skip
ROWS_AT_ONCE = 20_000


def read(request: Request) -> Iterator[Batch]:
    """Yield the plays, the library and the playlists of the files."""
    playlist_reader = playlists.PlaylistReader()
    for path in request.paths:
        for file in find_files(path):
            yield from read_one(request, "plays", file.path, partial(_read, file, playlist_reader))


def _read(
    opened: ExportFile, playlist_reader: playlists.PlaylistReader, file: InputFile
) -> Iterator[Batch]:
    provider, parsed = parse_export(opened.read(), playlist_reader)
    file.read.provider, file.table, file.unit = provider, MAIN_TABLE[provider], "entry"
    file.read.rows, file.read.valid_rows = parsed.number_of_entries, parsed.kept
    file.read.may_be_empty = not parsed.refused
    _report(file, parsed)
    for table, rows in parsed.rows.items():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield build_batch_from_rows(table, provider, rows[start : start + ROWS_AT_ONCE])
    lists = (row["playlist_id"] for row in parsed.rows.get("playlists", ()))
    yield build_empty_batch(
        "playlist_items", provider, lists
    )  # what left a list is gone, be it all of it


def parse_export(body: Any, playlist_reader: playlists.PlaylistReader) -> tuple[str, ParsedEntries]:
    """Return the provider of a file of the export, and its parsed entries.

    Raises
    ------
    UnreadableFile
        If it is none that can be read.
    """
    if isinstance(body, list):
        if not body or any(map(plays.is_extended, body)):
            return plays.EXTENDED, plays.parse_extended_plays(body)
        if any(map(plays.is_account, body)):
            return plays.ACCOUNT, plays.parse_account_plays(body)
    if playlists.is_playlists(body):
        return playlists.PROVIDER, playlist_reader.read(body)
    if library.is_library(body):
        return library.PROVIDER, library.parse_library(body)
    raise UnreadableFile(
        "expected a streaming history, YourLibrary.json or Playlist1.json of Spotify's export,"
        f" got {_shape(body)}"
    )


def recognize(sample: Sample) -> bool:
    """Return whether this is an export of Spotify's, or one of its files."""
    body = sample.body
    if isinstance(body, list):
        return any(plays.is_extended(entry) or plays.is_account(entry) for entry in body[:100])
    if playlists.is_playlists(body):
        return not any(map(mpd.is_playlist, body["playlists"]))
    return library.is_library(body) or any(map(has_name_of_export, sample.names))


def _shape(body: Any) -> str:
    if isinstance(body, list):
        return f"a list of {len(body)} other entries"
    return f"an object with {', '.join(body)[:100]!r}" if isinstance(body, dict) else "one value"


def _report(file: InputFile, parsed: ParsedEntries) -> None:
    """List what was refused entry by entry, and what was set aside kind by kind."""
    for part in sorted([*parsed.refused, *parsed.emptied], key=lambda refused: refused.number):
        file.refuse(part.reason, line=part.number, column=part.column, raw_text=part.raw_text)
    about = []
    if parsed.skipped:
        kinds = ", ".join(f"{kind} ({number:,})" for kind, number in sorted(parsed.skipped.items()))
        about.append(f"left out, since the raw tables are for tracks: {kinds}")
    if parsed.unknown:
        names = ", ".join(sorted(parsed.unknown))[:200]
        about.append(f"got fields that no column is for ({names}); those of plays are kept as JSON")
    for reason in about:
        file.rejections.add(Problem(reason, file=str(file.path), provider=file.read.provider))


SOURCE = Source(
    "history",
    "Spotify's privacy export: its folder, zip archive or JSON files; needs no account",
    TABLES_FILLED,
    read,
    reads_files=True,
    recognizes=recognize,
)
