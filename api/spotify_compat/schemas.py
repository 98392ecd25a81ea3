"""Objects of Spotify's Web API; the OpenAPI document of `/v1` is generated from them."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")
Href = Annotated[str, Field(description="The address of the whole object, on this server.")]
Uri = Annotated[str, Field(description="`spotify:`, the type and the id.")]
Markets = Annotated[list[str], Field(description="The country of the request, if it names one.")]
Popularity = Annotated[int, Field(description="In [0, 100]; 0 if no source gives it.")]


class ExternalUrls(BaseModel):
    """The page of an object: on Spotify if it has an id of Spotify, else on this server."""

    spotify: str


class ExternalIds(BaseModel):
    """Ids of other catalogues."""

    isrc: Annotated[str, Field(description="Empty if no source gives it.")] = ""


class Image(BaseModel):
    """An image; the size is null if it is a drawing of this server."""

    url: str
    height: int | None
    width: int | None


class Followers(BaseModel):
    """The number of followers; 0 if no source gives it."""

    href: None = None
    total: int = 0


class SimplifiedArtistObject(BaseModel):
    """An artist, in the form that tracks and albums contain."""

    external_urls: ExternalUrls
    href: Href
    id: str
    name: str
    type: Literal["artist"] = "artist"
    uri: Uri


class ArtistObject(SimplifiedArtistObject):
    """An artist."""

    followers: Followers
    genres: list[str]
    images: list[Image]
    popularity: Popularity


class SimplifiedAlbumObject(BaseModel):
    """An album, in the form that tracks and lists contain."""

    album_type: Literal["album", "single", "compilation"]
    total_tracks: int
    available_markets: Markets
    external_urls: ExternalUrls
    href: Href
    id: Annotated[str, Field(description="Empty if no source names the album of a track.")]
    images: list[Image]
    name: str
    release_date: Annotated[str, Field(description="0000 if no source gives it.")]
    release_date_precision: Literal["year", "day"]
    type: Literal["album"] = "album"
    uri: Uri
    artists: Annotated[
        list[SimplifiedArtistObject],
        Field(description="The first artist of most of the album's tracks."),
    ]
    is_playable: bool = True


class ArtistDiscographyAlbumObject(SimplifiedAlbumObject):
    """An album, in the list of an artist's albums."""

    album_group: Literal["album", "single", "compilation", "appears_on"]


class SimplifiedTrackObject(BaseModel):
    """A track, in the form that albums contain."""

    artists: list[SimplifiedArtistObject]
    available_markets: Markets
    disc_number: Annotated[int, Field(description="0: no mart has it.")] = 0
    duration_ms: int
    explicit: bool
    external_urls: ExternalUrls
    href: Href
    id: str
    is_playable: bool = True
    name: str
    preview_url: str | None = None
    track_number: Annotated[int, Field(description="0: no mart has it.")] = 0
    type: Literal["track"] = "track"
    uri: Uri
    is_local: bool = False


class TrackObject(SimplifiedTrackObject):
    """A track."""

    album: SimplifiedAlbumObject
    external_ids: ExternalIds
    popularity: Popularity


class Paging(BaseModel, Generic[Item]):
    """A page of a list."""

    href: str
    limit: int
    next: Annotated[str | None, Field(description="The next page, on this server.")]
    offset: int
    previous: Annotated[str | None, Field(description="The page before, on this server.")]
    total: int
    items: list[Item]


class TrackPaging(Paging[TrackObject]):
    """A page of tracks."""


class ArtistPaging(Paging[ArtistObject]):
    """A page of artists."""


class AlbumPaging(Paging[SimplifiedAlbumObject]):
    """A page of albums."""


class AlbumTrackPaging(Paging[SimplifiedTrackObject]):
    """A page of the tracks of an album, by title: no mart has their numbers."""


class DiscographyPaging(Paging[ArtistDiscographyAlbumObject]):
    """A page of the albums of an artist, the newest first."""


class AlbumObject(SimplifiedAlbumObject):
    """An album with its tracks."""

    tracks: AlbumTrackPaging
    copyrights: list[None]
    external_ids: ExternalIds
    genres: list[str]
    label: str
    popularity: Popularity


class TrackList(BaseModel):
    """Tracks in the order of their ids; null for an unknown id."""

    tracks: list[TrackObject | None]


class ArtistList(BaseModel):
    """Artists in the order of their ids; null for an unknown id."""

    artists: list[ArtistObject | None]


class KnownTrackList(BaseModel):
    """Tracks, the best known first."""

    tracks: list[TrackObject]


class KnownArtistList(BaseModel):
    """Artists, the most related first."""

    artists: list[ArtistObject]


class AlbumList(BaseModel):
    """Albums in the order of their ids; null for an unknown id."""

    albums: list[AlbumObject | None]


class AudioFeaturesObject(BaseModel):
    """The audio features of a track."""

    acousticness: float
    analysis_url: Annotated[str, Field(description="It answers 404: there is no analysis.")]
    danceability: float
    duration_ms: int
    energy: float
    id: str
    instrumentalness: float
    key: Annotated[int, Field(description="-1 if it is unknown.")]
    liveness: float
    loudness: float
    mode: Annotated[int, Field(description="1 is major, also if it is unknown.")]
    speechiness: float
    tempo: float
    time_signature: Annotated[int, Field(description="4 also if it is unknown.")]
    track_href: str
    type: Literal["audio_features"] = "audio_features"
    uri: Uri
    valence: float


class AudioFeaturesList(BaseModel):
    """Audio features in the order of the ids; null for a track without them."""

    audio_features: list[AudioFeaturesObject | None]
