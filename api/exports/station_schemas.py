"""Request and response schemas of stations; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.schemas import WITHOUT_NUL, Body
from api.recommendations.schemas import RecommendationRequest
from api.tracks.schemas import TrackSummary

MAX_STATIONS = 100


class StationBody(Body):
    """A named request for a list, to be kept."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=WITHOUT_NUL)]
    request: Annotated[
        RecommendationRequest,
        Field(description="Seeds and options, as in `POST /api/v1/recommendations`."),
    ]


class StationSummary(BaseModel):
    """A station without its list."""

    station_id: UUID
    name: str
    number_of_tracks: int
    number_of_new_tracks: Annotated[
        int, Field(description="Tracks of the last run that no earlier list had.")
    ]
    created_at: datetime
    ran_at: Annotated[datetime | None, Field(description="When the list was last made.")]
    model_version: Annotated[str | None, Field(description="Version of the model that made it.")]
    last_problem: Annotated[
        str | None,
        Field(description="Why the last run made no list; the station has the list before it."),
    ]
    feed_url: Annotated[
        str,
        Field(
            description="Path of an Atom feed of the new tracks. Who knows it can read it, without "
            "signing in."
        ),
    ]


class StationList(BaseModel):
    """The listener's stations, the newest first."""

    items: list[StationSummary]


class StationItem(BaseModel):
    """A track of a station's list."""

    rank: int
    track: TrackSummary
    is_new: Annotated[bool, Field(description="Whether no list before the last run had it.")]
    first_at: Annotated[datetime, Field(description="When a list first had it.")]


class Station(StationSummary):
    """A station with its list."""

    request: RecommendationRequest
    items: list[StationItem]
