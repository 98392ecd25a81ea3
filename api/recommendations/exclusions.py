"""Exclusions of a request: seeds, excluded and blocked tracks, and filters."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from api.db.database import fetch_rows
from api.db.marts import FactPlays, FactTracks
from api.feedback.listener import ListenerFeedback
from api.recommendations.index_cache import LoadedIndex
from api.recommendations.schemas import Filters
from api.tracks.audio_features import Tune
from api.tracks.queries import IS_REQUESTED
from recommender.serving.filters import (
    Blocked,
    Exclusion,
    ExplicitnessDiffers,
    MembershipDiffers,
    OutsideRange,
    SameRecordings,
    SharesArtist,
    TrackMask,
    WithoutGenres,
)
from recommender.serving.index import Index

RECORDINGS = select(func.hashtextextended(FactTracks.recording_key, 0)).where(IS_REQUESTED)


def build_constant_exclusions(
    source: LoadedIndex, feedback: ListenerFeedback
) -> Mapping[str, Exclusion]:
    """Return the exclusions of every list: blocked by the listener, or banned on Spotify."""
    blocked = Blocked(
        exclude_recordings(source.index, feedback.blocked_tracks), feedback.blocked_artists
    )
    return {
        "are blocked by your feedback": blocked,
        "are banned on Spotify": TrackMask(source.banned),
    }


def exclude_recordings(index: Index, track_ids: Sequence[str]) -> SameRecordings:
    """Exclude the tracks and the same recordings under other ids."""
    elsewhere = [track_id for track_id in track_ids if track_id not in index.rows]
    if not elsewhere:
        return SameRecordings(track_ids)
    # the index holds none of these, but perhaps another version of them
    found = fetch_rows(RECORDINGS, {"track_ids": elsewhere})
    return SameRecordings(track_ids, [row[0] for row in found])


def exclude_artists_of(
    max_of_seed_artist: int | None, rows: Sequence[int], artist_ids: Sequence[str] = ()
) -> dict[str, Exclusion]:
    """Exclude the artists of the seeds, also as guests, if a list may have none of them.

    An artist who is a seed is excluded, and not those whom the artist was a guest of.
    """
    if max_of_seed_artist != 0:
        return {}
    return {"are by the artists of the seeds": SharesArtist(rows, artist_ids)}


def build_filter_exclusions(
    filters: Filters, tune: Tune, feedback: ListenerFeedback
) -> Mapping[str, Exclusion]:
    """Return one exclusion for each filter, and for each tuned attribute with an end."""
    exclusions: dict[str, Exclusion] = {}
    for name, interval in (("year", filters.year), ("popularity", filters.popularity)):
        if interval is not None:
            exclusions[f"are removed by the filter on {name}"] = OutsideRange(
                name, interval.min, interval.max
            )
    if filters.genres is not None:
        exclusions["are removed by the filter on genres"] = WithoutGenres(filters.genres)
    if filters.is_explicit is not None:
        differs = ExplicitnessDiffers(filters.is_explicit)
        exclusions["are removed by the filter on is_explicit"] = differs
    if filters.is_played is not None:
        played = MembershipDiffers(_load_played(), filters.is_played)
        exclusions["are removed by the filter on is_played"] = played
    if filters.is_liked is not None:
        liked = MembershipDiffers(feedback.liked_tracks, filters.is_liked)
        exclusions["are removed by the filter on is_liked"] = liked
    for name in Tune.model_fields:
        tuned = getattr(tune, name)
        if tuned is not None and not (tuned.min is None and tuned.max is None):
            outside = OutsideRange(name, tuned.min, tuned.max)
            exclusions[f"are outside the tuned {name}"] = outside
    return exclusions


def _load_played() -> list[str]:
    """Return the tracks with a play that counts: a skipped one has not been played."""
    plays = select(FactPlays.track_id).where(FactPlays.is_listened, FactPlays.track_id.is_not(None))
    return [row[0] for row in fetch_rows(plays.distinct())]
