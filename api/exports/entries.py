"""The entries of a list with all that some format can hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.db.database import fetch_rows
from api.db.marts import FactTracks
from api.http.problems import raise_problem
from api.tracks.audio_features import AudioFeatures
from api.tracks.queries import (
    AUDIO_FEATURES,
    GENRES,
    IS_REQUESTED,
    artist_names,
    load_summary_values,
)
from api.tracks.references import parse_isrc

RECORDING = "https://musicbrainz.org/recording/"
DETAILS = (
    select(FactTracks.track_id, FactTracks.isrc, GENRES.label("genres"), *AUDIO_FEATURES.c)
    .join(AUDIO_FEATURES, AUDIO_FEATURES.c.af_track_id == FactTracks.af_track_id, isouter=True)
    .where(IS_REQUESTED)
)


@dataclass(frozen=True)
class LocalFile:
    """A file of a music library with the tags that name its recording."""

    path: Path
    recording_mbid: str | None = None


@dataclass(frozen=True)
class Entry:
    """A track of a list; `summary` has the fields of `TrackSummary`."""

    summary: Mapping[str, Any]
    isrc: str | None
    genres: Sequence[str]
    audio_features: Mapping[str, float | None]
    file: LocalFile | None = None

    @property
    def track_id(self) -> str:
        """Return the id in the catalogue."""
        return str(self.summary["track_id"])

    @property
    def title(self) -> str:
        """Return the title, or the id of a track without one."""
        return self.summary["track_name"] or self.track_id

    @property
    def artists(self) -> list[str]:
        """Return the names of the artists, the first first."""
        return artist_names(self.summary)

    @property
    def creator(self) -> str:
        """Return the names of the artists as one text."""
        return ", ".join(self.artists)

    @property
    def album(self) -> str | None:
        """Return the name of the album."""
        return self.summary["album"]["album_name"] if self.summary["album"] else None

    @property
    def spotify_uri(self) -> str | None:
        """Return the URI at Spotify, if the track is there."""
        return f"spotify:track:{self.track_id}" if self.summary["spotify_url"] else None

    @property
    def recording_mbid(self) -> str | None:
        """Return MusicBrainz's id of the recording, if the tags of the file have it."""
        return self.file.recording_mbid if self.file else None

    @property
    def identifiers(self) -> list[str]:
        """Return the URIs that name the recording, MusicBrainz's first."""
        named = (
            self.recording_mbid and f"{RECORDING}{self.recording_mbid}",
            self.isrc and f"urn:isrc:{self.isrc}",
            self.spotify_uri,
        )
        return [each for each in named if each]


@dataclass(frozen=True)
class Playlist:
    """A list with its name, ready to be written; `folder` is where its file will lie."""

    name: str
    entries: Sequence[Entry]
    description: str = ""
    folder: Path | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))


def load_entries(track_ids: Sequence[str]) -> list[Entry]:
    """Return the entries of these tracks in their order; unknown ids end the request with 404."""
    wanted = list(dict.fromkeys(track_ids))
    summaries = load_summary_values(wanted)
    unknown = [key for key in wanted if key not in summaries]
    if unknown:
        others = f" and {len(unknown) - 1} others" if len(unknown) > 1 else ""
        raise_problem(
            404,
            f"expected ids of tracks in the catalogue, got {unknown[0]!r}{others}; "
            "leave them out, or find a track with GET /api/v1/tracks?q=",
        )
    details = {row.track_id: row for row in fetch_rows(DETAILS, {"track_ids": wanted})}
    return [_entry(summaries[key], details[key]) for key in track_ids if key in details]


def _entry(summary: Mapping[str, Any], row: Any) -> Entry:
    return Entry(
        summary=summary,
        isrc=parse_isrc(row.isrc or ""),
        genres=row.genres or [],
        audio_features={name: getattr(row, f"af_{name}") for name in AudioFeatures.model_fields},
    )
