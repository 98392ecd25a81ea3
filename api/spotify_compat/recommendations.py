"""Recommendations and related artists, in Spotify's shapes, from Segue's own recommender."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, create_model

from api.http.problems import raise_problem
from api.recommendations.pools import recommend_from_pool
from api.recommendations.schemas import RecommendationRequest, Seed
from api.spotify_compat.artists import load_artists
from api.spotify_compat.genres import fold_genre, load_spellings
from api.spotify_compat.links import decode_id, encode_id, object_href
from api.spotify_compat.parameters import MarketQuery
from api.spotify_compat.schemas import TrackObject
from api.spotify_compat.tracks import known_in_order, load_tracks
from api.tracks.audio_features import TunableAttribute, Tune
from api.tracks.lookup import look_up
from api.tracks.references import is_called_isrc

Object = dict[str, Any]

SeedKind = Literal["artist", "genre", "track"]
SEED_KINDS: tuple[SeedKind, ...] = ("artist", "genre", "track")
SEED_NAMES = {"artist": "the id of an artist", "genre": "a genre", "track": "the id of a track"}
MOST_SEEDS = 5
NUMBER_OF_RELATED_ARTISTS = 20
RATIO = Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False)]
# the limits of Spotify's own description, and some where it has none
ATTRIBUTES: dict[str, Any] = {
    **dict.fromkeys(
        (
            "acousticness",
            "danceability",
            "energy",
            "instrumentalness",
            "liveness",
            "speechiness",
            "valence",
        ),
        RATIO,
    ),
    "duration_ms": Annotated[int | None, Field(ge=0, le=10**9, description="In milliseconds.")],
    "key": Annotated[int | None, Field(ge=0, le=11)],
    "loudness": Annotated[float | None, Field(ge=-1000, le=1000, description="In decibels.")],
    "mode": Annotated[int | None, Field(ge=0, le=1)],
    "popularity": Annotated[int | None, Field(ge=0, le=100)],
    "tempo": Annotated[float | None, Field(ge=0, le=1000, description="In beats per minute.")],
    "time_signature": Annotated[int | None, Field(ge=0, le=11)],
}
ENDS = ("min", "max", "target")
SEEDS = Annotated[
    str,
    Field(
        max_length=2000,
        description=f"Separated by commas; at most {MOST_SEEDS} artists, genres and tracks.",
    ),
]


class Seeds(MarketQuery):
    """The seeds, and the length of the list."""

    limit: Annotated[int, Field(ge=1, le=100, description="Maximum number of tracks.")] = 20
    seed_artists: SEEDS = ""
    seed_genres: SEEDS = ""
    seed_tracks: SEEDS = ""


RecommendationsQuery = create_model(  # type: ignore[call-overload]
    "CompatRecommendationsQuery",
    __base__=Seeds,
    __doc__="Seeds, and wanted values of each of Spotify's 14 tunable attributes.",
    **{f"{end}_{name}": (kind, None) for name, kind in ATTRIBUTES.items() for end in ENDS},
)


class RecommendationSeedObject(BaseModel):
    """A seed, and the number of tracks that the list was chosen from; 0 for an unknown seed."""

    initialPoolSize: int  # noqa: N815
    afterFilteringSize: int  # noqa: N815
    afterRelinkingSize: int  # noqa: N815
    href: str | None
    id: str
    type: str


class RecommendationsObject(BaseModel):
    """Recommended tracks, the best first."""

    seeds: list[RecommendationSeedObject]
    tracks: list[TrackObject]


class GenreSeeds(BaseModel):
    """The genres that seeds may name."""

    genres: list[str]


def recommend_tracks(query: Any, profile_id: UUID | None) -> Object:
    """Return the fields of `RecommendationsObject`."""
    named = _split_seeds(query)
    if not 1 <= len(named) <= MOST_SEEDS:
        raise_problem(
            400,
            f"Invalid number of seeds: expected 1 to {MOST_SEEDS} over seed_artists, seed_genres "
            f"and seed_tracks, got {len(named)}",
        )
    spellings = load_spellings() if query.seed_genres else {}
    seeds = [_build_seed(kind, text, spellings) for kind, text in named]
    body = RecommendationRequest(
        seeds=seeds, exclude=[], tune=_build_tune(query), limit=query.limit
    )
    pool = recommend_from_pool(body, profile_id)
    sizes = [
        (pool.initial_size, pool.filtered_size) if is_known else (0, 0)
        for is_known in pool.is_known
    ]
    return {
        "tracks": known_in_order(load_tracks(pool.track_ids), pool.track_ids),
        "seeds": [
            {
                "initialPoolSize": initial,
                "afterFilteringSize": filtered,
                "afterRelinkingSize": filtered,
                "href": None if kind == "genre" else object_href(kind, decode_id(text)),
                "id": encode_id(text),
                "type": kind,
            }
            for (kind, text), (initial, filtered) in zip(named, sizes, strict=True)
        ],
    }


def load_related_artists(artist_id: str, profile_id: UUID | None) -> list[Object]:
    """Return the artists of the tracks that go best with those of an artist."""
    body = RecommendationRequest(
        seeds=[Seed(artist_id=artist_id)],
        exclude=[],
        limit=NUMBER_OF_RELATED_ARTISTS,
        max_per_artist=1,
        max_of_seed_artist=0,
        use_feedback=False,
    )
    track_ids = recommend_from_pool(body, profile_id).track_ids
    tracks = known_in_order(load_tracks(track_ids), track_ids)
    first = [decode_id(track["artists"][0]["id"]) for track in tracks if track["artists"]]
    related = [key for key in dict.fromkeys(first) if key != artist_id]
    return known_in_order(load_artists(related), related)


def _split_seeds(query: Any) -> list[tuple[SeedKind, str]]:
    """Return the type and the text of each seed."""
    return [
        (kind, text.strip())
        for kind in SEED_KINDS
        for text in getattr(query, f"seed_{kind}s").split(",")
        if text.strip()
    ]


def _build_seed(kind: str, text: str, spellings: dict[str, str]) -> Seed:
    key = decode_id(text)
    if not key:
        raise_problem(400, f"Invalid seed: expected {SEED_NAMES[kind]}, got {text[:50]!r}")
    if kind == "genre":
        return Seed(genre=spellings.get(fold_genre(text), text))
    if kind == "track" and is_called_isrc(text):
        return Seed(track_id=look_up(text).track_id or text)
    return Seed(track_id=key) if kind == "track" else Seed(artist_id=key)


def _build_tune(query: Any) -> Tune:
    wanted = {name: {end: getattr(query, f"{end}_{name}") for end in ENDS} for name in ATTRIBUTES}
    return Tune(
        **{
            name: TunableAttribute(**ends)
            for name, ends in wanted.items()
            if any(value is not None for value in ends.values())
        }
    )
