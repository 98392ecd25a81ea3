"""Schemas of audio features, and of wanted values of them: a new one is a line in each of two.

The queries take their columns from `AudioFeatures`.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.schemas import Body

Ratio = Annotated[float | None, Field(description="In [0, 1].")]
# a stored request comes back from Postgres with its numbers written out, as large as they are
Value = Annotated[float, Field(ge=-1e9, le=1e9)] | None


class AudioFeatures(BaseModel):
    """The audio features of a track, as Spotify defines them."""

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


class Range(Body):
    """A range of values, both ends included; an end that is left out is open."""

    min: Value = None
    max: Value = None


class TunableAttribute(Range):
    """Wanted values of an attribute; `min` and `max` exclude tracks without a known value."""

    target: Annotated[
        Value, Field(description="Closer tracks come first; no track is excluded.")
    ] = None


class Tune(Body):
    """Wanted audio features, named as Spotify names them, and popularity."""

    danceability: TunableAttribute | None = None
    energy: TunableAttribute | None = None
    loudness: TunableAttribute | None = None
    speechiness: TunableAttribute | None = None
    acousticness: TunableAttribute | None = None
    instrumentalness: TunableAttribute | None = None
    liveness: TunableAttribute | None = None
    valence: TunableAttribute | None = None
    tempo: TunableAttribute | None = None
    key: TunableAttribute | None = None
    mode: TunableAttribute | None = None
    time_signature: TunableAttribute | None = None
    duration_ms: TunableAttribute | None = None
    popularity: TunableAttribute | None = None
