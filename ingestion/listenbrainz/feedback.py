"""Loved, hated and pinned recordings: found by the ids that a listen of the same recording has.

Feedback names a recording by an id of MusicBrainz or of ListenBrainz, never by its names. What
was loved is saved, what was hated is banned, and the pinned recordings are a playlist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingestion.listens.listen import FIRST, LAST, Listen
from ingestion.listens.rows import build_deletion
from ingestion.load.batches import Batch, build_batch_from_rows, build_empty_batch
from ingestion.load.json_values import as_object, parse_whole

Row = dict[str, Any]
LOVED, HATED = 1, -1
PINNED = "listenbrainz:pinned"
TABLES_REPLACED = ("saved_tracks", "banned_tracks")


@dataclass(frozen=True)
class Opinion:
    """One line of feedback, or one pin: the ids of its recording, and when it was given."""

    names: tuple[str, ...]
    score: int | None  # None for a pin
    given_at: datetime | None


@dataclass
class Opinions:
    """The feedback and pins of a run; `match` notes the tracks that they are about."""

    all: list[Opinion] = field(default_factory=list)
    _tracks: dict[str, Row] = field(default_factory=dict)
    _wanted: set[str] = field(default_factory=set)

    def add(self, opinion: Opinion, track: Row | None = None) -> None:
        """Take one, with its track if that is known."""
        self.all.append(opinion)
        if track is None:
            self._wanted.update(opinion.names)
        else:
            self._tracks |= dict.fromkeys(opinion.names, track)

    def match(self, listen: Listen) -> None:
        """Note the track of a listen, if an opinion is about it."""
        for name in listen.names:
            if name in self._wanted:
                self._tracks.setdefault(name, listen.track)

    def find(self, opinion: Opinion) -> Row | None:
        """Return the track that an opinion is about; None if no listen had it."""
        return next((self._tracks[name] for name in opinion.names if name in self._tracks), None)

    def newest(self) -> dict[str, tuple[Opinion, Row]]:
        """Return the last word on each track that was loved or hated, by the id of the track."""
        found = [(opinion, self.find(opinion)) for opinion in self.all if opinion.score is not None]
        return {track["track_id"]: (opinion, track) for opinion, track in found if track}


def parse_opinion(entry: Any, is_pin: bool) -> Opinion | None:
    """Return a line of feedback or a pin; None for what is neither."""
    body = as_object(entry)
    names = tuple(
        name.lower()
        for name in (body.get("recording_mbid"), body.get("recording_msid"))
        if isinstance(name, str) and name
    )
    score = None if is_pin else body.get("score")
    if not names or (not is_pin and score not in (LOVED, HATED)):
        return None
    seconds = parse_whole(body.get("created"))
    if seconds is None or not FIRST <= seconds <= LAST:
        return Opinion(names, score, None)
    return Opinion(names, score, datetime.fromtimestamp(seconds, UTC))


def build_batches(opinions: Opinions, provider: str) -> Iterator[Batch]:
    """Yield saved and banned tracks, and the playlist of pinned recordings."""
    newest = opinions.newest()
    saved = [
        {"track_id": key, "added_at": opinion.given_at}
        for key, (opinion, _) in newest.items() if opinion.score == LOVED
    ]  # fmt: skip
    banned = [
        {"track_id": key, "track_name": track["name"], "artist_name": _artist_of(track)}
        for key, (opinion, track) in newest.items() if opinion.score == HATED
    ]  # fmt: skip
    for table, rows in (("saved_tracks", saved), ("banned_tracks", banned)):
        if rows:
            yield build_batch_from_rows(table, provider, rows)
    pins = [
        (opinion, track)
        for opinion in opinions.all
        if opinion.score is None and (track := opinions.find(opinion))
    ]
    if pins:
        yield from _build_playlist(pins, provider)


def _build_playlist(pins: list[tuple[Opinion, Row]], provider: str) -> Iterator[Batch]:
    row = {"playlist_id": PINNED, "name": "Pinned on ListenBrainz"}
    yield build_batch_from_rows("playlists", provider, [row])
    items = [
        {
            "playlist_id": PINNED, "position": position, "item_type": "track",
            "track_id": track["track_id"], "track_name": track["name"],
            "artist_name": _artist_of(track), "added_at": opinion.given_at,
        }
        for position, (opinion, track) in enumerate(pins)
    ]  # fmt: skip
    yield build_batch_from_rows("playlist_items", provider, items)
    yield build_empty_batch("playlist_items", provider, [PINNED])


def build_deletions(
    opinions: Opinions, source: str, provider: str
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the statements that delete verdicts that are no longer given."""
    newest = opinions.newest()
    for table, score in zip(TABLES_REPLACED, (LOVED, HATED), strict=True):
        still_given = [key for key, (opinion, _) in newest.items() if opinion.score == score]
        yield build_deletion(table, source, provider, still_given)


def _artist_of(track: Row) -> str | None:
    artists = track["artists"] or [{"name": None}]
    name: str | None = artists[0]["name"]
    return name
