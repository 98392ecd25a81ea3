"""Request and response schemas of recommendations; the OpenAPI document is generated from them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from api.http.schemas import Body, Id, Limit, Query
from api.tracks.audio_features import Range, Tune
from api.tracks.schemas import TrackSummary
from recommender.ranking.mmr import ListOptions

MAX_SEEDS = 200
MAX_EXCLUDED = 10_000

Diversity = Annotated[
    float,
    Field(ge=0, le=1, description="Maximal marginal relevance; 0 keeps the order of the scores."),
]
Popularity = Annotated[
    float, Field(ge=-1, le=1, description="From -1, deep cuts, to 1, hits; 0 is the fitted trade.")
]
MaxPerArtist = Annotated[
    int | None, Field(ge=1, description="Maximum number of tracks with the same first artist.")
]
MaxOfSeedArtist = Annotated[
    int | None, Field(ge=0, description="Maximum number of tracks with the first artist of a seed.")
]
UseFeedback = Annotated[
    bool,
    Field(
        description="Whether the listener's likes and dislikes change the scores. Tracks and "
        "artists that the listener blocked are left out either way."
    ),
]


class ListFields(BaseModel):
    """The options of a list that every request of one may name."""

    limit: Limit = 10
    diversity: Diversity = 0.0
    popularity: Popularity = 0.0
    max_per_artist: MaxPerArtist = None
    max_of_seed_artist: MaxOfSeedArtist = None

    @property
    def list_options(self) -> ListOptions:
        """Return the options in the words of the recommender."""
        return ListOptions(self.limit, self.diversity, self.max_per_artist, self.max_of_seed_artist)


class RecommendationsQuery(ListFields, Query):
    """Options of the recommendations for one track."""

    use_feedback: UseFeedback = True


class Seed(Body):
    """A seed: exactly one of a track, an artist, a genre and a playlist, with its weight."""

    track_id: Id | None = None
    artist_id: Annotated[
        Id | None,
        Field(description="Its tracks in most playlists stand for it and share its weight."),
    ] = None
    genre: Annotated[
        Id | None,
        Field(description="Its tracks in most playlists stand for it and share its weight."),
    ] = None
    playlist_id: Annotated[
        Id | None, Field(description="All of its tracks are seeds, each with this weight.")
    ] = None
    weight: Annotated[
        float, Field(ge=-10, le=10, description='Negative: "not like this". It may not be 0.')
    ] = 1.0

    @model_validator(mode="after")
    def check_is_one_thing(self) -> Self:
        """Raise unless exactly one thing is named, with a weight other than 0."""
        if len(self.model_fields_set - {"weight"}) != 1 or not self.name:
            raise ValueError("name exactly one of track_id, artist_id, genre and playlist_id")
        if self.weight == 0:
            raise ValueError("a seed of weight 0 has no effect; leave it out")
        return self

    @property
    def name(self) -> str | None:
        """Return the id or the genre."""
        return self.track_id or self.artist_id or self.genre or self.playlist_id


class Filters(Body):
    """Which tracks may be recommended; a track whose value is unknown is left out."""

    year: Annotated[Range | None, Field(description="Year of release.")] = None
    popularity: Annotated[Range | None, Field(description="In [0, 100].")] = None
    genres: Annotated[
        list[Id] | None,
        Field(min_length=1, max_length=100, description="The track has at least one of them."),
    ] = None
    is_explicit: bool | None = None
    is_played: Annotated[
        bool | None,
        Field(
            description="Whether the listening history has a play of the track that counts: of 30 "
            "seconds, or of half the track."
        ),
    ] = None
    is_liked: Annotated[bool | None, Field(description="Whether the listener liked it here.")] = (
        None
    )


class RecommendationRequest(ListFields, Body):
    """Seeds, exclusions, filters and options of a list; without seeds, the likes are the seeds."""

    seeds: Annotated[list[Seed], Field(max_length=MAX_SEEDS, default_factory=list)]
    exclude: Annotated[
        list[Id],
        Field(
            max_length=MAX_EXCLUDED,
            default_factory=list,
            description="Ids of tracks to leave out, together with other versions of them.",
        ),
    ]
    filters: Filters = Filters()
    tune: Tune = Tune()
    limit: Annotated[int, Field(ge=1, le=500, description="Number of items.")] = 10
    artist_repeat_penalty: Annotated[
        float,
        Field(
            ge=0,
            le=5,
            description="What a track loses whose first artist has a better place in the list, in "
            "standard deviations of the scores; lists for one seed have the fitted penalty.",
        ),
    ] = 0.0
    use_feedback: UseFeedback = True


class Contributions(BaseModel):
    """What each part of the model adds to the score; their sum is the score."""

    audio: float
    taste: float
    artist: float
    co_occurrence: float
    popularity: float
    artist_repeat: Annotated[
        float,
        Field(description="At most 0: the loss if the first artist has a better place already."),
    ]


class Recommendation(BaseModel):
    """A recommended track with its score and its reasons."""

    rank: Annotated[int, Field(description="Position in this list, from 1.")]
    track: TrackSummary
    score: float
    similarity: Annotated[
        float, Field(description="Cosine between its vector and that of the seeds, in [-1, 1].")
    ]
    contributions: Contributions
    reasons: Annotated[list[str], Field(description="Short phrases, the strongest reason first.")]


class ListOfRecommendations(BaseModel):
    """What every list of recommendations contains."""

    items: list[Recommendation]
    model_version: str | None
    shortfall_reason: Annotated[
        str | None, Field(description="Why the list is shorter than requested; else null.")
    ]


class TrackRecommendationList(ListOfRecommendations):
    """Recommendations for one track."""

    track: TrackSummary


class RecommendationList(ListOfRecommendations):
    """Recommendations for any seeds."""

    unknown_seeds: Annotated[
        list[str], Field(description="Seeds that are not in the catalogue; they are ignored.")
    ]


class Genre(BaseModel):
    """A genre, in the spelling that seeds and filters expect."""

    genre: str
    number_of_tracks: int


class GenresQuery(Query):
    """How many genres to return."""

    limit: Annotated[int, Field(ge=1, le=1000, description="Maximum number of items.")] = 200


class GenreList(BaseModel):
    """Genres, those with the most tracks first."""

    items: list[Genre]
    number_of_genres: Annotated[int, Field(description="Number of genres in the catalogue.")]
