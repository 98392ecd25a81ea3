"""Request and response schemas of verdicts; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.http.schemas import Body, Cursor, Limit, Query
from api.tracks.schemas import Artist, TrackSummary

Verdict = Literal["like", "dislike", "never"]
ArtistVerdict = Literal["never"]


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
