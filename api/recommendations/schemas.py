"""Request and response schemas of recommendations; the OpenAPI document is generated from them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from api.http.schemas import Body, Id, Limit, Query
from api.tracks.schemas import TrackSummary

MAX_SEEDS = 200
MAX_EXCLUDED = 10_000


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


class Seed(Body):
    """One thing to start from: exactly one of the four."""

    track_id: Id | None = None
    artist_id: Annotated[
        Id | None, Field(description="Stands for its most listed tracks, which share the weight.")
    ] = None
    genre: Annotated[
        Id | None, Field(description="Stands for its most listed tracks, which share the weight.")
    ] = None
    playlist_id: Annotated[
        Id | None, Field(description="Stands for all of its tracks, each of this weight.")
    ] = None
    weight: Annotated[
        float, Field(ge=-10, le=10, description='Below 0 means "not like this"; not 0.')
    ] = 1.0

    @model_validator(mode="after")
    def check_is_one_thing(self) -> Self:
        """Raise unless exactly one thing is named, and counts."""
        if len(self.model_fields_set - {"weight"}) != 1 or not self.name:
            raise ValueError("name exactly one of track_id, artist_id, genre and playlist_id")
        if self.weight == 0:
            raise ValueError("a seed of weight 0 says nothing; leave it out")
        return self

    @property
    def name(self) -> str | None:
        """Return the one id or genre."""
        return self.track_id or self.artist_id or self.genre or self.playlist_id


class Range(Body):
    """Both ends belong to it; an end that is not named is open."""

    min: float | None = None
    max: float | None = None


class Tuned(Range):
    """How a feature shall be; a track that lacks it is left out by min and max."""

    target: Annotated[
        float | None, Field(description="Nearer tracks come first; nothing is left out by it.")
    ] = None


class Filters(Body):
    """Which tracks may be given; one that lacks what is asked about is left out."""

    year: Annotated[Range | None, Field(description="Of release.")] = None
    popularity: Annotated[Range | None, Field(description="In [0, 100].")] = None
    genres: Annotated[
        list[Id] | None, Field(min_length=1, max_length=100, description="At least one of them.")
    ] = None
    is_explicit: bool | None = None
    is_heard: Annotated[
        bool | None, Field(description="Whether the listening history holds it.")
    ] = None
    is_liked: Annotated[bool | None, Field(description="Whether you liked it here.")] = None


class Tune(Body):
    """How the tracks shall sound, feature by feature, in Spotify's own terms."""

    danceability: Tuned | None = None
    energy: Tuned | None = None
    loudness: Tuned | None = None
    speechiness: Tuned | None = None
    acousticness: Tuned | None = None
    instrumentalness: Tuned | None = None
    liveness: Tuned | None = None
    valence: Tuned | None = None
    tempo: Tuned | None = None
    key: Tuned | None = None
    mode: Tuned | None = None
    time_signature: Tuned | None = None
    duration_ms: Tuned | None = None
    popularity: Tuned | None = None


class WishBody(Body):
    """What to recommend from; without seeds, from what you liked."""

    seeds: Annotated[list[Seed], Field(max_length=MAX_SEEDS, default_factory=list)]
    exclude: Annotated[
        list[Id],
        Field(
            max_length=MAX_EXCLUDED,
            default_factory=list,
            description="Ids of tracks; other versions of them are left out, too.",
        ),
    ]
    filters: Filters = Filters()
    tune: Tune = Tune()
    diversity: Annotated[
        float, Field(ge=0, le=1, description="Maximal marginal relevance: 0 is the pure ranking.")
    ] = 0.0
    artist_cap: Annotated[
        int | None, Field(ge=1, description="At most so many tracks of one first artist.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=500, description="How many items.")] = 10
    use_feedback: Annotated[
        bool,
        Field(
            description="Whether your likes pull the list a little, and your dislikes push it. "
            "What you refused is left out either way."
        ),
    ] = True


class WishList(BaseModel):
    """Exactly as many tracks as asked for, or why fewer."""

    items: list[Recommendation]
    model_version: str | None
    short_because: Annotated[
        str | None, Field(description="Why there are fewer items than were asked for.")
    ]
    unknown_seeds: Annotated[
        list[str], Field(description="Seeds of which nothing is known; they did not count.")
    ]


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
