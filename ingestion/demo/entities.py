"""Artists, albums, tracks and playlists of the demo catalogue, as plain data.

The planted structure is known: `Track.scene` is the cluster of a track, `Track.version_of` the
track that it repeats under another id, and `Catalogue.cold` the tracks in no playlist.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

TODAY = datetime(2026, 11, 1, tzinfo=UTC)  # fixed, so that every day's demo is the same


@dataclass(frozen=True)
class Artist:
    """An artist of one scene; `fame` in (0, 1] orders artists by how much they are heard."""

    artist_id: str
    name: str
    scene: str
    fame: float


@dataclass(frozen=True)
class Album:
    """An album with the form of its release date: a day, a month or a year."""

    album_id: str
    name: str
    album_type: str
    artist: Artist
    release_date: str
    label: str
    tracks: list["Track"] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True)
class Track:
    """A track; `features` are None for the few that Spotify never analysed."""

    track_id: str
    name: str
    album: Album = field(repr=False)
    artists: tuple[Artist, ...] = field(repr=False)
    scene: str
    number: int
    duration_ms: int
    explicit: bool
    popularity: int
    isrc: str
    features: dict[str, float] | None = field(repr=False, compare=False)
    version_of: str | None = None


@dataclass(frozen=True)
class Playlist:
    """A playlist of one scene, with guests; entries that are no tracks are given as URIs."""

    playlist_id: str
    name: str
    scene: str
    entries: tuple[Track | str, ...]
    modified_at: datetime


@dataclass(frozen=True)
class Catalogue:
    """Everything that the Spotify-shaped server plays."""

    artists: tuple[Artist, ...]
    albums: tuple[Album, ...]
    tracks: tuple[Track, ...]
    playlists: tuple[Playlist, ...]
    saved: tuple[tuple[datetime, Track], ...]
    saved_albums: tuple[tuple[datetime, Album], ...]
    plays: tuple[tuple[datetime, Track], ...]

    @cached_property
    def by_id(self) -> dict[str, Track | Album | Artist | Playlist]:
        """Return every entity by its id."""
        entities: dict[str, Track | Album | Artist | Playlist] = {}
        entities |= {track.track_id: track for track in self.tracks}
        entities |= {album.album_id: album for album in self.albums}
        entities |= {artist.artist_id: artist for artist in self.artists}
        entities |= {playlist.playlist_id: playlist for playlist in self.playlists}
        return entities

    @cached_property
    def cluster_of(self) -> dict[str, str]:
        """Return the planted cluster of each track."""
        return {track.track_id: track.scene for track in self.tracks}

    @cached_property
    def cold(self) -> frozenset[str]:
        """Return the tracks that stand in no playlist."""
        in_playlists = {
            entry.track_id
            for playlist in self.playlists
            for entry in playlist.entries
            if isinstance(entry, Track)
        }
        return frozenset(set(self.cluster_of) - in_playlists)


def days_before_today(days: float) -> datetime:
    """Return the instant `days` before the catalogue's fixed today, to the second."""
    return TODAY - timedelta(seconds=round(days * 86_400))
