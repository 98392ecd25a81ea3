"""Request and response schemas of verdicts; the OpenAPI document is generated from them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.http.schemas import Body, Cursor, Limit, Query
from api.tracks.schemas import Artist, TrackSummary

Verdict = Literal["like", "dislike", "never"]
ArtistVerdict = Literal["never"]


class FeedbackBody(Body):
    """A listener's verdict on a track."""

    verdict: Verdict


class FeedbackEntry(BaseModel):
    """A stored verdict on a track."""

    track_id: str
    verdict: Verdict
    updated_at: datetime


class FeedbackItem(FeedbackEntry):
    """A stored verdict with its track; the track is null if it is no longer in the catalogue."""

    track: TrackSummary | None


class FeedbackQuery(Query):
    """Which verdicts on tracks to return."""

    verdict: Verdict | None = None
    limit: Limit = 20
    cursor: Cursor = None


class FeedbackPage(BaseModel):
    """A page of the listener's verdicts on tracks, the newest first."""

    items: list[FeedbackItem]
    next_cursor: str | None


class ArtistFeedbackBody(Body):
    """A listener's verdict on an artist."""

    verdict: ArtistVerdict


class ArtistFeedbackEntry(BaseModel):
    """A stored verdict on an artist."""

    artist_id: str
    verdict: ArtistVerdict
    updated_at: datetime


class ArtistFeedbackItem(ArtistFeedbackEntry):
    """A stored verdict with its artist; the artist is null if it left the catalogue."""

    artist: Artist | None
    number_of_tracks: Annotated[
        int, Field(description="How many tracks of the catalogue this verdict excludes.")
    ]


class ArtistFeedbackQuery(Query):
    """Which verdicts on artists to return."""

    limit: Limit = 20
    cursor: Cursor = None


class ArtistFeedbackPage(BaseModel):
    """A page of the listener's verdicts on artists, the newest first."""

    items: list[ArtistFeedbackItem]
    next_cursor: str | None
