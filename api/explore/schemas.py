"""Response schemas of search, of the catalogue, and of the things that songs belong to."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.http.schemas import Cursor, Limit, Query
from api.recommendations.schemas import Genre
from api.tracks.schemas import Album, Artist, TrackSummary

Songs = Annotated[int, Field(description="Number of recordings; versions of one count once.")]


class SearchQuery(Query):
    """Arguments of a search over all kinds."""

    q: Annotated[
        str,
        Field(
            max_length=200,
            description="Words of the names; the last may be incomplete, and each may have one "
            "typing error. Empty: the most popular of each kind.",
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=20, description="Maximum number of each kind.")] = 5


class FoundTrack(BaseModel):
    """A song that a search found, with its versions as one."""

    track: TrackSummary
    number_of_versions: Annotated[
        int, Field(description="Tracks of the catalogue that look the same or are versions of it.")
    ]


class FoundAlbum(BaseModel):
    """An album that a search found."""

    album: Album
    artists: Annotated[list[Artist], Field(description="The artists of most of its tracks.")]


class Playlist(BaseModel):
    """A playlist, without its tracks."""

    playlist_id: str
    playlist_name: str | None
    owner_name: str | None
    number_of_tracks: int


class SearchResults(BaseModel):
    """What a search found, by kind.

    Names that are the query come first, then those that begin with it, then the most popular.
    """

    tracks: list[FoundTrack]
    artists: list[Artist]
    albums: list[FoundAlbum]
    genres: list[str]
    playlists: list[Playlist]
    did_you_mean: Annotated[
        str | None, Field(description="The query in the spelling of the catalogue.")
    ]


class SourceCounts(BaseModel):
    """What the catalogue has from one source."""

    source: str
    number_of_tracks: int
    number_of_playlists: int
    number_of_plays: int


class CatalogueCounts(BaseModel):
    """How much music there is, and where it comes from."""

    number_of_tracks: int
    number_of_recordings: Songs
    number_of_artists: int
    number_of_albums: int
    number_of_genres: int
    number_of_playlists: int
    number_of_plays: int
    sources: Annotated[
        list[SourceCounts], Field(description="The source of most tracks first; none has nothing.")
    ]


class FeatureScale(BaseModel):
    """How the values of one attribute are spread over the catalogue."""

    name: Annotated[
        str, Field(description="As in `tune` of a request; `year` as in its `filters`.")
    ]
    lower: float
    upper: Annotated[float, Field(description="The values beyond the two ends are rare.")]
    mean: float
    number_of_tracks: Annotated[int, Field(description="Tracks whose value is known.")]
    counts: Annotated[
        list[int],
        Field(
            description="Tracks in each of as many equal steps from `lower` to `upper`; the first "
            "and the last have those beyond, too."
        ),
    ]


class FeatureScales(BaseModel):
    """The attributes that a request can name, of which the catalogue has values."""

    items: list[FeatureScale]


class Portrait(BaseModel):
    """What songs have in common."""

    number_of_recordings: Songs
    first_year: int | None
    last_year: int | None
    features: Annotated[
        dict[str, float], Field(description="The mean of each attribute that is known of any.")
    ]
    genres: Annotated[list[Genre], Field(description="Those of most of its songs first.")]


class ArtistDetails(Portrait):
    """An artist and the songs of theirs."""

    artist: Artist
    image: Annotated[str | None, Field(description="Address of about 300 pixels.")]


class AlbumDetails(Portrait):
    """An album with its songs."""

    album: Album
    artists: list[Artist]
    released_date: date | None
    label: str | None
    tracks: Annotated[
        list[TrackSummary], Field(description="At most 100, one version of each recording.")
    ]


class GenreDetails(Portrait):
    """A genre and its songs."""

    genre: str
    artists: Annotated[list[Artist], Field(description="Those with most songs of it first.")]


class YearDetails(Portrait):
    """A year of release and its songs."""

    year: int
    artists: Annotated[list[Artist], Field(description="Those with most songs of it first.")]


class PlaylistDetails(Portrait, Playlist):
    """A playlist and its songs."""


class PlaylistPlace(BaseModel):
    """A track in a playlist."""

    track: TrackSummary
    added_at: datetime | None


class PageQuery(Query):
    """Arguments of a page."""

    limit: Limit = 50
    cursor: Cursor = None


class PlaylistTrackPage(BaseModel):
    """A page of a playlist, in its order."""

    items: list[PlaylistPlace]
    next_cursor: str | None


class PlaylistChange(BaseModel):
    """A track that joined or left a playlist after it was first loaded."""

    track: TrackSummary
    changed_at: datetime
    has_left: bool


class PlaylistChanges(BaseModel):
    """The last changes of a playlist, the newest first."""

    items: list[PlaylistChange]
