"""Schemas of the map: points by column, what they are coloured by, and paths between two songs."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.schemas import Id, Query
from api.tracks.schemas import Artist, TrackSummary

Version = Annotated[str, Field(description="The same for answers about one build.")]


class MapCluster(BaseModel):
    """A cluster of the map: its middle, and what tells most of it."""

    cluster_number: int
    x: float
    y: float
    number_of_tracks: int
    genre: str | None
    artist: Artist | None


class MapBounds(BaseModel):
    """The edges of the map."""

    left: float
    right: float
    bottom: float
    top: float


class MapPoints(BaseModel):
    """The points of the map by column, those of the best known recordings first.

    The columns are base64 of little-endian unsigned integers, all of the same number of points.
    """

    version: Version
    number_of_recordings: Annotated[
        int, Field(description="Also of those beyond the first 100,000.")
    ]
    track_ids: Annotated[list[str], Field(description="The track that stands for its recording.")]
    bounds: MapBounds
    x: Annotated[str, Field(description="16 bits a point, from the left (0) to the right (65535).")]
    y: Annotated[str, Field(description="16 bits a point, from the bottom to the top.")]
    clusters: Annotated[str, Field(description="8 bits a point: its `cluster_number`.")]
    genres: Annotated[
        str, Field(description="8 bits a point: the place of its genre in `genre_names`, or 255.")
    ]
    genre_names: Annotated[
        list[str], Field(description="The genres of most tracks; a point has its rarest of these.")
    ]
    cluster_labels: list[MapCluster]


class MapAttribute(BaseModel):
    """The values of an attribute of all points of the map, in their order."""

    version: Version
    name: str
    lower: float
    upper: float
    values: Annotated[
        str,
        Field(
            description="Base64 of 8 bits a point, from `lower` (0) to `upper` (254); 255 unknown."
        ),
    ]


class PathQuery(Query):
    """Arguments of a path from one song to another."""

    from_track_id: Id
    to_track_id: Id
    limit: Annotated[int, Field(ge=3, le=50, description="Songs, with both ends.")] = 12


class PathStep(BaseModel):
    """A song of a path."""

    rank: int
    track: TrackSummary
    similarity: Annotated[
        float | None, Field(description="The cosine with the song before; null for the first.")
    ]


class MapPath(BaseModel):
    """A list from one song to another in small steps."""

    items: list[PathStep]
    shortfall_reason: Annotated[
        str | None, Field(description="Why there are fewer songs than `limit`.")
    ]
