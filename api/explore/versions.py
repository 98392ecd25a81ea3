"""Versions of one song as one entry: the tracks of one recording, and those that look the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from api.recommendations.index_cache import current_index
from api.tracks.queries import artist_names
from api.tracks.search_words import normalize
from recommender.serving.index import Index

Key = tuple[Any, ...]


@dataclass
class _Song:
    """The first of the versions, and how many there are of its recordings."""

    track: dict[str, Any]
    number_of_versions: int = 0


def fold_versions(tracks: Iterable[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Return the fields of `FoundTrack`, the first version of each song, in the order given."""
    index = current_index().index
    songs: dict[Key, _Song] = {}
    for track in tracks:
        recording, look = _recording(index, track["track_id"]), _look(track)
        song = songs.get(recording) or songs.get(look) or _Song(track)
        if recording not in songs:
            song.number_of_versions += _count(index, recording)
        songs[recording] = songs[look] = song
    distinct = {id(song): song for song in songs.values()}
    return [vars(song) for song in list(distinct.values())[:limit]]


def _recording(index: Index, track_id: str) -> Key:
    row = index.rows.get(track_id)
    return ("track", track_id) if row is None else ("recording", int(index.recordings[row]))


def _look(track: dict[str, Any]) -> Key:
    """Return what a reader sees of a track: two of the same look are no choice."""
    artists = [normalize(name) for name in artist_names(track)]
    title = track["track_name"]
    return ("look", normalize(title), *artists) if title else ("track", track["track_id"])


def _count(index: Index, recording: Key) -> int:
    """Return the number of tracks of a recording."""
    if recording[0] == "track":
        return 1
    order = index.recording_order
    first = np.searchsorted(index.recordings, recording[1], "left", sorter=order)
    last = np.searchsorted(index.recordings, recording[1], "right", sorter=order)
    return int(last - first)
