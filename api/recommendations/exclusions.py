"""Which tracks may not be given: seeds, exclusions, refusals, and what filters leave out."""

from collections.abc import Collection

import numpy as np
from sqlalchemy import func, select

from api.db.database import fetch_rows
from api.db.marts import FactPlays, FactTracks
from api.feedback.listener import ListenerFeedback
from api.recommendations.schemas import Filters, Range, Tune
from api.tracks.queries import IS_WANTED
from recommender.serving.recommend import ATTRIBUTES, Index, Mask

RECORDINGS = select(
    func.hashtextextended(func.coalesce(FactTracks.recording_id, FactTracks.track_id), 0)
).where(IS_WANTED)


def same_recordings(index: Index, track_ids: Collection[str]) -> Mask:
    """Return the tracks that are one of these, or the same recording under another id."""
    known = [index.rows[track_id] for track_id in track_ids if track_id in index.rows]
    numbers = index.recordings[np.array(known, dtype=np.intp)]
    elsewhere = [track_id for track_id in track_ids if track_id not in index.rows]
    if elsewhere:  # nothing leads to these, but perhaps to another version of them
        found = fetch_rows(RECORDINGS, {"track_ids": elsewhere})
        numbers = np.append(numbers, np.array([row[0] for row in found], dtype=np.int64))
    return np.isin(index.recordings, numbers)


def refused(index: Index, said: ListenerFeedback) -> Mask:
    """Return what the listener disliked or never wants to hear: tracks, and all of artists."""
    mask = same_recordings(index, said.blocked_tracks)
    for artist_id in said.blocked_artists:
        mask[index.artists.get(artist_id, [])] = True
    return mask


def left_out(index: Index, filters: Filters, tune: Tune, said: ListenerFeedback) -> dict[str, Mask]:
    """Return by name what each filter, and each end of a tuned feature, leaves out."""
    masks: dict[str, Mask] = {}
    for name, wanted in (("year", filters.year), ("popularity", filters.popularity)):
        if wanted is not None:
            masks[f"fall to the filter on {name}"] = _outside(index, name, wanted)
    if filters.genres is not None:
        kept = [index.genres[genre] for genre in filters.genres if genre in index.genres]
        masks["fall to the filter on genres"] = ~_mask(index, kept)
    if filters.is_explicit is not None:
        wrong = index.is_explicit != int(filters.is_explicit)
        masks["fall to the filter on is_explicit"] = wrong
    if filters.is_played is not None:
        heard = _of_ids(index, _heard())
        masks["fall to the filter on is_played"] = heard != filters.is_played
    if filters.is_liked is not None:
        liked = _of_ids(index, said.liked_tracks)
        masks["fall to the filter on is_liked"] = liked != filters.is_liked
    for name in Tune.model_fields:
        tuned = getattr(tune, name)
        if tuned is not None and not (tuned.min is None and tuned.max is None):
            masks[f"lie outside the tuned {name}"] = _outside(index, name, tuned)
    return masks


def _outside(index: Index, name: str, wanted: Range) -> Mask:
    """Return which tracks lie outside, or are not known to lie inside."""
    values = index.attributes[:, ATTRIBUTES.index(name)]
    if wanted.min is None and wanted.max is None:
        return np.zeros(len(values), bool)
    low = -np.inf if wanted.min is None else np.float32(wanted.min)
    high = np.inf if wanted.max is None else np.float32(wanted.max)
    return ~((values >= low) & (values <= high))


def _mask(index: Index, groups: Collection[np.ndarray]) -> Mask:
    mask = np.zeros(len(index.track_ids), bool)
    for group in groups:
        mask[group] = True
    return mask


def _of_ids(index: Index, track_ids: Collection[str]) -> Mask:
    known = [index.rows[track_id] for track_id in track_ids if track_id in index.rows]
    return _mask(index, [np.array(known, dtype=np.intp)])


def _heard() -> list[str]:
    plays = select(FactPlays.track_id).where(FactPlays.track_id.is_not(None)).distinct()
    return [row[0] for row in fetch_rows(plays)]
