"""Entries of JSON files with listens, by the shape that their writer gave them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ingestion.files.file_format import UnreadableFile
from ingestion.lastfm.scrobbles import parse_scrobble
from ingestion.listens.listen import Listen, NoListen, build_listen
from ingestion.load.json_values import as_object, parse_number, parse_text

Parser = Callable[[object], Listen | None]
TOPIC = " - Topic"  # behind the name of an artist whose channel YouTube made
MUSIC = "YouTube Music"
WATCHED = "Watched "
EXPECTED = "scrobbles of Last.fm, Maloja or lastfmstats, or YouTube's watch-history.json"


class Listing(NamedTuple):
    """The entries of a file, who wrote it, and how one of them is read."""

    provider: str
    entries: list[Any]
    parse: Parser


def find_entries(body: Any) -> Listing:
    """Return what a file lists.

    Raises
    ------
    UnreadableFile
        If it has another shape.
    """
    scrobbles = as_object(body).get("scrobbles")
    if isinstance(scrobbles, list):
        if any(isinstance(as_object(entry).get("track"), dict) for entry in scrobbles):
            return Listing("maloja", scrobbles, _parse_maloja)
        return Listing("lastfm", scrobbles, _parse_lastfmstats)
    entries = list(_flatten(body))
    if any("titleUrl" in as_object(entry) for entry in entries):
        return Listing("youtube_music", entries, _parse_youtube)
    if any("date" in as_object(entry) for entry in entries):
        return Listing("lastfm", entries, parse_scrobble)
    raise UnreadableFile(f"expected {EXPECTED}, got JSON of another shape")


def _flatten(body: Any) -> Iterator[Any]:
    """Yield the entries of one answer of Last.fm, of a list of answers, or of lists in a list."""
    answer = as_object(as_object(body).get("recenttracks", body))
    tracks = answer.get("track") if "recenttracks" in as_object(body) or "@attr" in answer else None
    if tracks is not None:
        yield from tracks if isinstance(tracks, list) else [tracks]
    elif isinstance(body, list):
        for part in body:
            is_answer = isinstance(part, list) or "recenttracks" in as_object(part)
            yield from _flatten(part) if is_answer else [part]


def _parse_lastfmstats(entry: object) -> Listen:
    body = as_object(entry)
    milliseconds = parse_number(body.get("date"))
    return build_listen(
        None if milliseconds is None else milliseconds / 1_000,
        parse_text(body.get("track")),
        parse_text(body.get("artist")),
        album_name=parse_text(body.get("album")),
    )


def _parse_maloja(entry: object) -> Listen:
    body = as_object(entry)
    track = as_object(body.get("track"))
    artists = track.get("artists")
    names = [name for name in artists if parse_text(name)] if isinstance(artists, list) else []
    album = as_object(track.get("album"))
    played_s, length_s = parse_number(body.get("duration")), parse_number(track.get("length"))
    return build_listen(
        body.get("time"),
        parse_text(track.get("title")),
        names[0] if names else None,
        album_name=parse_text(album.get("albumtitle")) or parse_text(album.get("name")),
        ms_played=_to_milliseconds(played_s),
        duration_ms=_to_milliseconds(length_s),
    )


def _parse_youtube(entry: object) -> Listen | None:
    """Return a song that was played in YouTube Music; None for a video and for a removed one."""
    body = as_object(entry)
    channels = body.get("subtitles")
    if body.get("header") != MUSIC or not isinstance(channels, list) or not channels:
        return None
    title = parse_text(body.get("title")) or ""
    if not title.startswith(WATCHED):
        raise NoListen(
            f"expected `{WATCHED}…` in `title`, got {title[:40]!r}; set the language of the Google"
            " account to English and export again"
        )
    artist = parse_text(as_object(channels[0]).get("name"))
    return build_listen(
        _parse_instant(body.get("time")),
        title.removeprefix(WATCHED),
        artist and artist.removesuffix(TOPIC),
        platform=MUSIC,
    )


def _parse_instant(value: Any) -> float:
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError) as error:
        raise NoListen(f"expected an instant in `time`, got {str(value)[:40]!r}") from error


def _to_milliseconds(seconds: float | None) -> int | None:
    return int(seconds * 1_000) if seconds is not None and 0 < seconds < 10**7 else None
