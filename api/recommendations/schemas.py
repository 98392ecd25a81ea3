"""Request and response schemas of recommendations; the OpenAPI document is generated from them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from api.http.schemas import WITHOUT_NUL, Body, Id, Limit, Query
from api.tracks.audio_features import Range, Tune
from api.tracks.references import parse_isrc
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
    int | None,
    Field(
        ge=0,
        description="Maximum number of tracks with the first artist of a seed; 0 leaves out every "
        "track that has an artist of a seed, also as a guest.",
    ),
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

    @property
    def changes_order(self) -> bool:
        """Return whether the list is another one than that of the mart."""
        options = self.list_options
        return options.diversity > 0 or options.has_limits or self.popularity != 0


class RecommendationsQuery(ListFields, Query):
    """Options of the recommendations for one track."""

    use_feedback: UseFeedback = True


NAMES = ("track_id", "track", "isrc", "track_name", "artist_id", "genre", "playlist_id")


class Seed(Body):
    """A seed: exactly one of a track, an artist, a genre and a playlist, with its weight."""

    track_id: Id | None = None
    track: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=500,
            pattern=WITHOUT_NUL,
            description="A track as people name it: `artist - title`, a URI or a link of "
            "Spotify's, `isrc:` with an ISRC, or an id. Names match the nearest track, if it is "
            "near enough; `matched_seeds` of the answer has it with its confidence.",
        ),
    ] = None
    isrc: Annotated[
        str | None,
        Field(
            max_length=40,
            pattern=WITHOUT_NUL,
            description="ISRC of a track, with or without hyphens.",
        ),
    ] = None
    track_name: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            pattern=WITHOUT_NUL,
            description="Title of a track, matched together with `artist_name`.",
        ),
    ] = None
    artist_name: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            pattern=WITHOUT_NUL,
            description="An artist of the track `track_name`.",
        ),
    ] = None
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
        if (self.track_name is None) != (self.artist_name is None):
            raise ValueError("name a track by both its track_name and its artist_name")
        named = self.model_fields_set - {"weight", "artist_name"}
        if len(named) != 1 or not self.name:
            raise ValueError(f"name exactly one of {', '.join(NAMES[:-1])} and {NAMES[-1]}")
        if self.isrc is not None and parse_isrc(self.isrc) is None:
            raise ValueError("an ISRC has 12 characters, as in USRC17607839")
        if self.weight == 0:
            raise ValueError("a seed of weight 0 has no effect; leave it out")
        return self

    @property
    def name(self) -> str | None:
        """Return the id, the genre, or the name of the track."""
        if self.track_name and self.artist_name:
            return f"{self.artist_name} - {self.track_name}"
        named = (self.track_id, self.track, self.isrc, self.artist_id, self.genre, self.playlist_id)
        return next((name for name in named if name), None)


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
    """Seeds, exclusions, filters and options of a list.

    Without seeds the likes are the seeds, or with `use_feedback: false` popularity alone counts.
    """

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


class NearestTrack(BaseModel):
    """A track that a seed may mean."""

    track: TrackSummary
    confidence: Annotated[float, Field(description="How well its names fit, in [0, 1].")]


class MatchedSeed(BaseModel):
    """A seed as it was named, with the track that it means."""

    seed: str
    track: Annotated[
        TrackSummary | None, Field(description="Null if no track is near enough; see `nearest`.")
    ]
    confidence: Annotated[
        float,
        Field(description="How well the names of the nearest track fit, in [0, 1]; 1 for an id."),
    ]
    nearest: Annotated[
        list[NearestTrack], Field(description="At most three tracks, the best match first.")
    ]


class RecommendationList(ListOfRecommendations):
    """Recommendations for any seeds."""

    unknown_seeds: Annotated[
        list[str], Field(description="Seeds that are not in the catalogue; they are ignored.")
    ]
    matched_seeds: Annotated[
        list[MatchedSeed],
        Field(description="The seeds that were named by `track`, `isrc` or `track_name`."),
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
