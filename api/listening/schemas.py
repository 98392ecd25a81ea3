"""Request and response schemas of listening; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from api.http.schemas import Body, Cursor, Id, Limit, Query
from api.tracks.schemas import TrackSummary

DAY_MS = 86_400_000


class Players(BaseModel):
    """What can play a track here."""

    file_url: Annotated[
        str | None, Field(description="Path of the track's file in `SEGUE_LIBRARY`, if it has one.")
    ]
    embed_url: Annotated[
        str | None,
        Field(description="Spotify's player for a frame, unless `SEGUE_SPOTIFY_PLAYER` is off."),
    ]


class PlayBody(Body):
    """How long a listener has listened to a track in the app."""

    track_id: Id
    started_at: Annotated[
        AwareDatetime,
        Field(strict=False, description="With its time zone, and within the last day."),
    ]
    played_ms: Annotated[int, Field(ge=0, le=DAY_MS, description="Without pauses.")]
    is_skipped: Annotated[
        bool, Field(description="Whether the listener went on before the end.")
    ] = False


class Play(BaseModel):
    """A stored play; the track is null if it is no longer in the catalogue."""

    play_id: str
    track_id: str
    track: TrackSummary | None
    started_at: datetime
    played_ms: int
    is_skipped: bool


class PlaysQuery(Query):
    """Which plays to return."""

    limit: Limit = 20
    cursor: Cursor = None


class PlayPage(BaseModel):
    """A page of the listener's plays in the app, the newest first."""

    items: list[Play]
    next_cursor: str | None
