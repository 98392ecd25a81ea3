"""Entries of both streaming histories as rows of raw.plays.

Account data (the last year) names tracks and tells the minute of the end; the extended history
(the whole life of an account) has URIs and seconds. Of what it says beside, only that goes into
`_payload` which is no address of a network or a device. What its fields mean:
https://support.spotify.com/article/understanding-my-data/
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from ingestion.history.entries import (
    NAMELESS,
    Entry,
    ParsedEntries,
    Row,
    enumerate_entries,
    parse_id,
    parse_names,
    remove_private,
)
from ingestion.load.json_values import parse_boolean, parse_instant, parse_text, parse_whole
from ingestion.load.name_keys import build_name_key, digest

ACCOUNT, EXTENDED = "account_data", "extended_history"
ACCOUNT_FIELDS = {"endTime", "artistName", "trackName", "msPlayed"}
EXTENDED_COLUMNS = {
    "ts": "played_at", "platform": "platform", "ms_played": "ms_played",
    "master_metadata_track_name": "track_name",
    "master_metadata_album_artist_name": "artist_name",
    "master_metadata_album_album_name": "album_name", "spotify_track_uri": "track_uri",
    "reason_start": "reason_start", "reason_end": "reason_end", "shuffle": "is_shuffle",
    "skipped": "is_skipped", "offline": "is_offline", "incognito_mode": "is_incognito",
}  # fmt: skip
EXTENDED_FIELDS = set(EXTENDED_COLUMNS)
OF_OTHERS = {
    "podcast episodes": (
        "spotify_episode_uri", "episode_name", "episode_show_name", "episodeName", "podcastName",
    ),
    "audiobook chapters": (
        "audiobook_uri", "audiobook_title", "audiobook_chapter_uri", "audiobook_chapter_title",
        "audiobookName", "chapterName", "authorName",
    ),
}  # fmt: skip
KNOWN_BESIDE = {"conn_country", "offline_timestamp", *chain(*OF_OTHERS.values())}
FIRST_MILLISECONDS = 10**11  # in seconds it would be the year 5138
INSTANT = "expected the instant at which the play ended"


def is_extended(entry: Any) -> bool:
    """Return whether this is an entry of an extended history."""
    return isinstance(entry, Mapping) and "ts" in entry and not is_account(entry)


def is_account(entry: Any) -> bool:
    """Return whether this is an entry of the history in account data."""
    return isinstance(entry, Mapping) and "endTime" in entry


def parse_extended_plays(entries: list[Any]) -> ParsedEntries:
    """Return the parsed entries of an extended history."""
    return _plays(entries, "ts", _build_extended_row)


def parse_account_plays(entries: list[Any]) -> ParsedEntries:
    """Return the parsed entries of the history in account data."""
    return _plays(entries, "endTime", _build_account_row)


def _plays(
    entries: list[Any], ended: str, build_row: Callable[[Entry, ParsedEntries], Row]
) -> ParsedEntries:
    parsed, plays = ParsedEntries(), []
    for number, entry in enumerate_entries(entries, parsed, "a play"):
        row = build_row(entry, parsed)
        kind = _kind(entry, row)
        if kind:
            parsed.skipped[kind] += 1
            continue
        row["played_at"] = parse_instant(entry.get(ended))
        if row["played_at"] is None:
            parsed.refuse(number, entry, f"{INSTANT}, got {str(entry.get(ended))[:40]!r}", ended)
            continue
        _report_time(number, entry, row, parsed)
        plays.append((number, entry, row))
    _keep_longest(plays, parsed, ended)
    return parsed


def _keep_longest(plays: list[tuple[int, Entry, Row]], parsed: ParsedEntries, ended: str) -> None:
    """Keep one play of a track at an instant; an equal one is a repetition."""
    best: dict[tuple[datetime, str], Row] = {}
    for number, entry, row in sorted(plays, key=lambda play: -(play[2]["ms_played"] or 0)):
        longest = best.setdefault((row["played_at"], row["track_key"]), row)
        if longest is row:
            continue
        if longest["ms_played"] == row["ms_played"]:
            parsed.repeated += 1
            continue
        parsed.refuse(
            number, entry,
            "expected one play of a track to end at an instant, got a longer one beside it", ended,
        )  # fmt: skip
    for _, _, row in plays:
        if best[row["played_at"], row["track_key"]] is row:
            parsed.keep(plays=row)


def _kind(entry: Entry, row: Row) -> str | None:
    """Return what was played when it was no track, and give a track its key."""
    if row["track_uri"] is None and row["track_name"] is None:
        for kind, names in OF_OTHERS.items():
            if any(parse_text(entry.get(name)) for name in names):
                return kind
        if row["artist_name"] is None:
            return NAMELESS
    row["track_id"] = parse_id(row["track_uri"])
    row["track_key"] = row["track_id"] or (
        build_name_key(row["artist_name"], row["track_name"])
        if row["track_name"] or row["artist_name"]
        else f"uri:{digest(row['track_uri'])}"
    )
    return None


def _report_time(number: int, entry: Entry, row: Row, parsed: ParsedEntries) -> None:
    """Empty a play time that is no number of milliseconds, and report it."""
    name = "msPlayed" if is_account(entry) else "ms_played"
    value, milliseconds = entry.get(name), row["ms_played"]
    if milliseconds is not None and milliseconds < 0:
        row["ms_played"] = None
    if value is not None and row["ms_played"] is None:
        reason = f"expected milliseconds, got {str(value)[:40]!r}"
        parsed.empty(number, entry, reason, name)


def _build_extended_row(entry: Entry, parsed: ParsedEntries) -> Row:
    row: Row = {}
    for field, column in EXTENDED_COLUMNS.items():
        read = parse_boolean if column.startswith("is_") else parse_text
        row[column] = read(entry.get(field))
    row["track_name"], row["artist_name"] = parse_names(
        entry, "master_metadata_track_name", "master_metadata_album_artist_name"
    )
    row["ms_played"] = parse_whole(entry.get("ms_played"))
    row["_payload"] = _rest(entry, EXTENDED_FIELDS, parsed)
    return row


def _build_account_row(entry: Entry, parsed: ParsedEntries) -> Row:
    track_name, artist_name = parse_names(entry, "trackName", "artistName")
    return {
        "track_uri": None,
        "track_name": track_name,
        "artist_name": artist_name,
        "ms_played": parse_whole(entry.get("msPlayed")),
        "_payload": _rest(entry, ACCOUNT_FIELDS, parsed),
    }


def _rest(entry: Entry, fields: set[str], parsed: ParsedEntries) -> Row | None:
    """Return what has no column and is not private, and note what is not known at all."""
    rest = {
        name: _offline(value) if name == "offline_timestamp" else value
        for name, value in remove_private(entry).items()
        if name not in fields
    }
    parsed.unknown.update(name for name in rest if name not in KNOWN_BESIDE)
    return {name: value for name, value in rest.items() if value is not None} or None


def _offline(value: Any) -> Any:
    """Return an instant that old files give in milliseconds, new ones in seconds, or as 0."""
    number = parse_whole(value)
    if not number:
        return None if number == 0 else value
    seconds = number / 1000 if number >= FIRST_MILLISECONDS else number
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return value
