"""Facts of tracks that reasons are derived from."""

from collections.abc import Mapping

import numpy as np

from api.recommendations.reasons import AudioValues, TrackFacts
from api.tracks.catalogue import current_catalogue
from recommender.features import FEATURES
from recommender.search.topk import IntArray
from recommender.serving.index import ATTRIBUTES, Index

N_FEATURES = len(FEATURES)  # the first of the attributes are those of the audio
AUDIO_COLUMNS = [ATTRIBUTES.index(name) for name in AudioValues._fields]


def load_facts(index: Index, rows: IntArray) -> Mapping[int, TrackFacts]:
    """Return the facts of those rows that the catalogue contains; -1 stands for no track."""
    distinct = np.unique(rows[rows >= 0])
    track_ids = {row: index.track_ids[row] for row in distinct.tolist()}
    summaries = current_catalogue().find_summaries(track_ids)
    features = audio_values(index, distinct)
    return {
        row: TrackFacts(summaries[row], audio, index.cold_start_sources[row])
        for row, audio in zip(distinct.tolist(), features, strict=True)
        if row in summaries
    }


def audio_values(index: Index, rows: IntArray) -> list[AudioValues | None]:
    """Return the audio features of each row, or None if all are unknown."""
    numbers = index.attributes[rows][:, AUDIO_COLUMNS]
    values = numbers.astype(object)
    values[~np.isfinite(numbers)] = None
    return [
        AudioValues._make(row) if is_known else None
        for row, is_known in zip(values.tolist(), has_audio(index, rows).tolist(), strict=True)
    ]


def has_audio(index: Index, rows: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether any audio feature of each row is known."""
    known = np.isfinite(index.attributes[rows, :N_FEATURES])
    return np.asarray(np.logical_or.reduce(known, axis=1))
