"""The map from build to build: what stays, what is placed, and what is laid out anew."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender import build_track_map, build_vectors
from recommender.data.arrow import to_matrix
from recommender.data.hashes import hash_rows
from tests.recommender.pipeline.test_kept_vectors import LAX, hold, without


class Reader:
    """The vectors of a build, as the database would send them; counts the rows that are read."""

    def __init__(self, vectors):
        self.vectors = vectors
        self.n_rows = 0

    def __call__(self, keys):
        """Return the vectors of some tracks."""
        self.n_rows += len(keys)
        return self.vectors.filter(pc.is_in(self.vectors["track_id"], keys))


def tracks_of(vectors, recordings):
    """Return what the query for tracks returns."""
    keys = vectors["track_id"].to_pylist()
    first = {}
    for key in keys:
        first.setdefault(recordings[key], key)
    hashes = hash_rows(to_matrix(vectors["vector"])).view(np.int64)
    return pa.table(
        {
            "track_id": keys,
            "point_id": [first[recordings[key]] for key in keys],
            "vector_hash": hashes,
            "model_version": vectors["model_version"],
        }
    )


def places(table):
    columns = (table[name].to_pylist() for name in ("track_id", "x", "y", "cluster_number"))
    return {row[0]: row[1:] for row in zip(*columns, strict=True)}


def decision(table):
    return json.loads(table.schema.metadata[b"decision"])


@pytest.fixture(scope="module")
def history(world):
    """Return the vectors of a build, of one with a playlist more, and of another fit."""
    names = sorted(set(world.memberships["playlist_id"].to_pylist()))
    new = world.tracks["track_id"].to_pylist()[100:103]
    former = without(world.tables, names[-1:], new)
    first = build_vectors(**former)
    later = build_vectors(**world.tables, held=hold(first), rule=LAX)
    return first, later, build_vectors(**world.tables)


@pytest.fixture(scope="module")
def first_map(world, history):
    return build_track_map(tracks_of(history[0], world.recordings), Reader(history[0]))


def test_every_track_has_a_place_and_doubles_have_one(world, history, first_map):
    found = places(first_map)
    assert list(found) == sorted(history[0]["track_id"].to_pylist())
    by_recording = {}
    for track, place in found.items():
        by_recording.setdefault(world.recordings[track], set()).add(place)
    assert {len(each) for each in by_recording.values()} == {1}
    assert len(by_recording) < len(found)
    assert decision(first_map)["is_whole"]
    kept = json.loads(first_map.schema.metadata[b"figures"])["neighbors_kept"]
    assert 0.5 < kept <= 1


def test_the_order_of_the_rows_changes_nothing(world, history, first_map):
    tracks = tracks_of(history[0], world.recordings)
    order = np.random.default_rng(5).permutation(tracks.num_rows)
    other = build_track_map(tracks.take(order), Reader(history[0].take(order)))
    assert other.equals(first_map)


def test_the_same_vectors_keep_every_place_and_are_not_read(world, history, first_map, monkeypatch):
    monkeypatch.setattr("recommender.layout.landmarks.N_LANDMARKS", 50)
    tracks = tracks_of(history[0], world.recordings)
    small = build_track_map(tracks, Reader(history[0]))
    reader = Reader(history[0])
    again = build_track_map(tracks, reader, small)
    assert again.equals(small)
    assert reader.n_rows == 50  # the landmarks alone, to measure
    assert decision(again)["reason"] == "kept, 0 points placed"


@pytest.mark.parametrize("n_landmarks", [50, 1000])
def test_a_new_playlist_places_its_tracks_among_their_neighbors(
    world, history, monkeypatch, n_landmarks
):
    monkeypatch.setattr("recommender.layout.landmarks.N_LANDMARKS", n_landmarks)
    first, later, _ = history
    before = build_track_map(tracks_of(first, world.recordings), Reader(first))
    after = build_track_map(tracks_of(later, world.recordings), Reader(later), before)
    assert not decision(after)["is_whole"]
    old, new = places(before), places(after)
    same = set(zip(*hashed(before), strict=True)) & set(zip(*hashed(after), strict=True))
    assert len(same) > 0.9 * len(old)
    assert {key for key, _ in same if new[key] != old[key]} == set()
    added = set(new) - set(old)
    assert added
    assert all(np.isfinite(new[key]).all() for key in added)
    own = json.loads(after.schema.metadata[b"figures"])["neighbors_kept"]
    assert own > 0.5


def hashed(table):
    return table["track_id"].to_pylist(), table["vector_hash"].to_pylist()


def test_another_fit_moves_points_by_little(world, history, first_map):
    anew = history[2]
    tracks = tracks_of(anew, world.recordings)
    found = build_track_map(tracks, Reader(anew), first_map)
    assert not decision(found)["is_whole"]
    assert decision(found)["reason"].startswith("landmarks kept, the vectors are others: ")
    old, new = places(first_map), places(found)
    moved = [np.hypot(*np.subtract(new[key][:2], old[key][:2])) for key in old if key in new]
    assert np.median(moved) < 0.1  # of a radius of 1


def test_vectors_of_other_music_are_laid_out_anew(world, history, first_map):
    vectors = history[0]
    order = np.random.default_rng(8).permutation(vectors.num_rows)
    mixed = vectors.set_column(
        vectors.column_names.index("vector"), "vector", vectors["vector"].take(pa.array(order))
    )
    tracks = tracks_of(mixed, world.recordings)
    found = build_track_map(tracks, Reader(mixed), first_map)
    assert decision(found)["is_whole"]
    assert decision(found)["reason"].startswith("laid out anew: the vectors are others: ")


def test_a_map_of_other_tracks_is_laid_out_anew(world, history, first_map):
    tracks = tracks_of(history[0], world.recordings)
    few = first_map.slice(0, first_map.num_rows // 3)
    found = build_track_map(tracks, Reader(history[0]), few)
    reason = "laid out anew: less than half of the landmarks were on the last map"
    assert decision(found)["reason"] == reason


def test_no_vector_gives_an_empty_map(world, history):
    tracks = tracks_of(history[0], world.recordings).slice(0, 0)
    found = build_track_map(tracks, Reader(history[0]))
    assert found.num_rows == 0
    assert decision(found)["reason"] == "no track has a vector"
