"""Parsed entries of one file: each is kept, repeated, skipped or refused."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingestion.files.ids import parse_track_id
from ingestion.load.json_values import parse_text

Row = dict[str, Any]
Entry = Mapping[str, Any]

# addresses of networks and devices, and account names, are not stored, whatever they are called
PRIVATE = ("ip_addr", "user_agent", "username")
UNKNOWN_TRACK, UNKNOWN_ARTIST = "Unknown Track", "Unknown Artist"
NAMELESS = "things without a name"
LONGEST_ID = 64
LONGEST_TEXT = 500


@dataclass(frozen=True)
class RefusedEntry:
    """An entry, or a value of it, that cannot be kept; `number` is its place from 1."""

    number: int
    reason: str
    column: str | None
    raw_text: str


@dataclass
class ParsedEntries:
    """The rows of one file by table, and a count of every entry that gave none."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    kept: int = 0
    repeated: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedEntry] = field(default_factory=list)
    emptied: list[RefusedEntry] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    @property
    def number_of_entries(self) -> int:
        """Return how many entries there were: none is lost without being counted."""
        return self.kept + self.repeated + self.skipped.total() + len(self.refused)

    def keep(self, **rows: Row) -> None:
        """Take over an entry as one row of each table."""
        self.kept += 1
        for table, row in rows.items():
            self.rows.setdefault(table, []).append(row)

    def refuse(self, number: int, entry: Any, reason: str, column: str | None = None) -> None:
        """Leave an entry out."""
        self.refused.append(
            RefusedEntry(number, f"{reason}; it is left out", column, format_entry(entry))
        )

    def empty(self, number: int, entry: Any, reason: str, column: str) -> None:
        """Leave a value of an entry empty."""
        text = f"{reason}; the value is left empty"
        self.emptied.append(RefusedEntry(number, text, column, format_entry(entry)))


def format_entry(entry: Any) -> str:
    """Return an entry as text, without what is private in it."""
    public = remove_private(entry) if isinstance(entry, Mapping) else entry
    return json.dumps(public, ensure_ascii=True)[:LONGEST_TEXT]


def remove_private(entry: Entry) -> Row:
    """Return an entry without addresses of networks and devices, and account names."""
    return {name: value for name, value in entry.items() if not name.startswith(PRIVATE)}


def enumerate_entries(
    entries: list[Any], parsed: ParsedEntries, what: str
) -> Iterator[tuple[int, Entry]]:
    """Yield the entries that are objects, with their places from 1; refuse the others."""
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, Mapping):
            yield number, entry
        else:
            parsed.refuse(number, entry, f"expected {what}, got {type(entry).__name__}")


def parse_names(entry: Entry, name: str, artist: str) -> tuple[str | None, str | None]:
    """Return the names of a track and its artist; None for what Spotify writes without them.

    Of a local file, or of a track that was withdrawn, an export says `Unknown Track` by
    `Unknown Artist`.
    """
    names = parse_text(entry.get(name)), parse_text(entry.get(artist))
    is_unknown = names[0] == UNKNOWN_TRACK and names[1] in (None, UNKNOWN_ARTIST)
    return (None, None) if is_unknown else names


def parse_id(uri: str | None) -> str | None:
    """Return the id of a track's URI; None for a local file, an episode and what is no URI."""
    found = parse_track_id(uri)
    return found if found is not None and len(found) <= LONGEST_ID else None
