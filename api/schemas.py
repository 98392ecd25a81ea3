"""The shapes of what the API takes and gives; the OpenAPI document is made from them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["like", "dislike", "never"]
ArtistVerdict = Literal["never"]
Limit = Annotated[int, Field(ge=1, le=100, description="How many items at most.")]
Cursor = Annotated[
    str | None,
    Field(max_length=200, description="`next_cursor` of the page before; none for the first."),
]
Ratio = Annotated[float | None, Field(description="In [0, 1].")]


class Query(BaseModel):
    """Arguments of a query string: an unknown name is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """A JSON body: unknown names and other types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Artist(BaseModel):
    """Who plays."""

    artist_id: str
    artist_name: str | None


class Album(BaseModel):
    """Where a track comes from; its images are addresses, possibly of generated covers."""

    album_id: str
    album_name: str | None
    album_image: str
    album_img_sm: str
    album_img_md: str
    album_img_lg: str


class TrackSummary(BaseModel):
    """A track as lists show it."""

    track_id: str
    track_name: str | None
    artists: list[Artist]
    album: Album | None
    track_popularity: Annotated[int | None, Field(description="In [0, 100].")]
    track_release_date: date | None
    duration_ms: int | None
    is_explicit: bool | None
    spotify_url: str | None


class AudioFeatures(BaseModel):
    """How a track sounds, in Spotify's own terms."""

    danceability: Ratio
    energy: Ratio
    loudness: Annotated[float | None, Field(description="In decibels, mostly in [-60, 0].")]
    speechiness: Ratio
    acousticness: Ratio
    instrumentalness: Ratio
    liveness: Ratio
    valence: Ratio
    tempo: Annotated[float | None, Field(description="In beats per minute.")]
    key: Annotated[int | None, Field(description="0 is C, 1 is C sharp …; -1 is unknown.")]
    mode: Annotated[int | None, Field(description="1 is major, 0 is minor.")]
    time_signature: Annotated[int | None, Field(description="Beats in a bar.")]
    duration_ms: int | None


class Track(TrackSummary):
    """A track with everything that is known about it."""

    audio_features: AudioFeatures | None
    genres: list[str]
    number_of_playlists: int


class TrackSearch(Query):
    """What to look for."""

    q: Annotated[
        str,
        Field(
            max_length=200,
            description="Words of title and artists in any order; the last may be a beginning. "
            "Empty: the most popular tracks.",
        ),
    ] = ""
    limit: Limit = 10
    cursor: Cursor = None


class TrackPage(BaseModel):
    """A page of found tracks, the most popular first."""

    items: list[TrackSummary]
    next_cursor: str | None
    did_you_mean: Annotated[
        str | None, Field(description="The query as it is spelled in the catalogue.")
    ]


class RecommendationsQuery(Query):
    """How many recommendations, and how varied."""

    limit: Limit = 10
    diversity: Annotated[
        float, Field(ge=0, le=1, description="Maximal marginal relevance: 0 is the pure ranking.")
    ] = 0.0
    artist_cap: Annotated[
        int | None, Field(ge=1, description="At most so many tracks of one first artist.")
    ] = None
    use_feedback: Annotated[
        bool,
        Field(
            description="Whether your likes pull the list a little, and your dislikes push it. "
            "What you refused is left out either way."
        ),
    ] = True


class Contributions(BaseModel):
    """What each block adds to the score; they add up to it."""

    sound: float
    taste: float
    artist: float
    co_occurrence: float
    prior: float


class Recommendation(BaseModel):
    """One recommended track, and why."""

    rank: Annotated[int, Field(description="The place in this answer, from 1.")]
    track: TrackSummary
    score: float
    similarity: Annotated[
        float, Field(description="Cosine of its vector and the (mixed) seeds', in [-1, 1].")
    ]
    contributions: Contributions
    reasons: Annotated[list[str], Field(description="Short phrases, the strongest first.")]


class RecommendationList(BaseModel):
    """What to hear after a track."""

    track: TrackSummary
    items: list[Recommendation]
    model_version: str | None
    short_because: Annotated[
        str | None, Field(description="Why there are fewer items than were asked for.")
    ]


class FeedbackBody(Body):
    """What a listener thinks of a track."""

    verdict: Verdict


class FeedbackEntry(BaseModel):
    """A stored verdict."""

    track_id: str
    verdict: Verdict
    updated_at: datetime


class FeedbackItem(FeedbackEntry):
    """A stored verdict, with the track while the catalogue has it."""

    track: TrackSummary | None


class FeedbackQuery(Query):
    """Which verdicts."""

    verdict: Verdict | None = None
    limit: Limit = 20
    cursor: Cursor = None


class FeedbackPage(BaseModel):
    """A page of one's own verdicts, the newest first."""

    items: list[FeedbackItem]
    next_cursor: str | None


class ArtistFeedbackBody(Body):
    """What a listener thinks of an artist."""

    verdict: ArtistVerdict


class ArtistFeedbackEntry(BaseModel):
    """A stored verdict on an artist."""

    artist_id: str
    verdict: ArtistVerdict
    updated_at: datetime


class ArtistFeedbackItem(ArtistFeedbackEntry):
    """A stored verdict, with the artist while the catalogue has it."""

    artist: Artist | None
    number_of_tracks: Annotated[
        int, Field(description="How many tracks of the catalogue it takes away.")
    ]


class ArtistFeedbackQuery(Query):
    """Which verdicts on artists."""

    limit: Limit = 20
    cursor: Cursor = None


class ArtistFeedbackPage(BaseModel):
    """A page of one's own verdicts on artists, the newest first."""

    items: list[ArtistFeedbackItem]
    next_cursor: str | None


class Genre(BaseModel):
    """A genre, as seeds and filters name it."""

    genre: str
    number_of_tracks: int


class GenresQuery(Query):
    """How many genres."""

    limit: Annotated[int, Field(ge=1, le=1000, description="How many items at most.")] = 200


class GenreList(BaseModel):
    """Genres, those of most tracks first."""

    items: list[Genre]
    number_of_genres: Annotated[int, Field(description="How many there are in all.")]


class Status(BaseModel):
    """Whether the service is well."""

    status: Literal["ok"]


class ProblemPart(BaseModel):
    """One thing that is wrong with a request."""

    location: Annotated[str, Field(description="`query` or `json`.")]
    field: str
    detail: str


class Problem(BaseModel):
    """Why a request failed: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemPart] | None = None
