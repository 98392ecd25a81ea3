"""Request and response schemas of tracks; the OpenAPI document is generated from them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.http.schemas import Cursor, Limit, Query
from api.tracks.audio_features import AudioFeatures


class Artist(BaseModel):
    """An artist of a track."""

    artist_id: str
    artist_name: str | None


class Album(BaseModel):
    """The album of a track; its images are URLs, possibly of generated covers."""

    album_id: str
    album_name: str | None
    album_image: str
    album_img_sm: str
    album_img_md: str
    album_img_lg: str


class TrackSummary(BaseModel):
    """A track, in the form that lists contain."""

    track_id: str
    track_name: str | None
    artists: list[Artist]
    album: Album | None
    track_popularity: Annotated[int | None, Field(description="In [0, 100].")]
    track_release_date: date | None
    duration_ms: int | None
    is_explicit: bool | None
    spotify_url: str | None


class Track(TrackSummary):
    """A track with its audio features, its genres and its number of playlists."""

    audio_features: AudioFeatures | None
    genres: list[str]
    number_of_playlists: int


class TrackSearch(Query):
    """Arguments of a search for tracks."""

    q: Annotated[
        str,
        Field(
            max_length=200,
            description="Words of the title and the artists, in any order; the last may be "
            "incomplete. Empty: the most popular tracks.",
        ),
    ] = ""
    limit: Limit = 10
    cursor: Cursor = None


class TrackPage(BaseModel):
    """A page of search results, the most popular track first."""

    items: list[TrackSummary]
    next_cursor: str | None
    did_you_mean: Annotated[
        str | None, Field(description="The query in the spelling of the catalogue.")
    ]


class ArtistTracksQuery(Query):
    """Arguments of the tracks of an artist."""

    without: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            description="Id of a track to leave out, with all editions of its recording.",
        ),
    ] = None
    limit: Limit = 10
    cursor: Cursor = None


class ArtistTrackPage(BaseModel):
    """A page of the tracks of an artist, the track in most playlists first."""

    items: list[TrackSummary]
    next_cursor: str | None
