"""The quality that the project promises, on the real file of tracks, end to end."""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.songs import read_songs
from recommender import build_parameters, build_recommendations, build_vectors

PRECISION = 0.18
LARGEST_SHARE = 0.02
N_QUERIES = 2000


@pytest.fixture(scope="module")
def held_out(shared_data):
    """Return the tables without a fifth of the playlists, and those playlists' tracks."""
    tables = read_songs(shared_data / "spotify_songs.csv.gz")
    memberships = tables["memberships"]
    playlists = np.unique(memberships["playlist_id"].to_numpy())
    random = np.random.default_rng(0)
    out = pa.array(random.permutation(playlists)[: len(playlists) // 5])
    is_out = pc.is_in(memberships["playlist_id"], value_set=out)
    tables["memberships"] = memberships.filter(pc.invert(is_out))
    # the genres of this file come from its playlists: those held out must not tell theirs
    listed = pc.unique(tables["memberships"]["track_id"])
    known = pc.is_in(tables["genres"]["track_id"], value_set=listed)
    tables["genres"] = tables["genres"].filter(known)
    members = defaultdict(set)
    for row in memberships.filter(is_out).to_pylist():
        members[row["playlist_id"]].add(row["track_id"])
    return tables, members


@pytest.fixture(scope="module")
def lists(held_out):
    """Return the twenty recommendations of every track, by track."""
    tables, _ = held_out
    parameters = build_parameters(**tables)
    vectors = build_vectors(**tables, parameters=parameters)
    given = {name: tables[name] for name in ("tracks", "memberships", "artists")}
    found = build_recommendations(vectors, **given, parameters=parameters).read_all()
    tracks = found["track_id"].to_numpy().reshape(-1, 20)
    recommended = found["recommended_track_id"].to_numpy().reshape(-1, 20)
    assert (tracks == tracks[:, :1]).all()
    return dict(zip(tracks[:, 0], recommended.tolist(), strict=True))


def test_ten_recommendations_from_one_seed_hit_the_playlist_it_came_from(held_out, lists):
    _, members = held_out
    random = np.random.default_rng(1)
    pairs = [(playlist, seed) for playlist in sorted(members) for seed in sorted(members[playlist])]
    asked = random.permutation(len(pairs))[:N_QUERIES]
    hits = [len(members[pairs[i][0]].intersection(lists[pairs[i][1]][:10])) for i in asked]
    assert np.mean(hits) / 10 >= PRECISION


@pytest.mark.parametrize("length", [10, 20])
def test_no_track_stands_in_more_than_a_fiftieth_of_the_lists(lists, length):
    count = Counter(track for found in lists.values() for track in found[:length])
    assert max(count.values()) <= LARGEST_SHARE * len(lists)


def test_every_track_of_the_file_has_twenty_recommendations(held_out, lists):
    tables, _ = held_out
    assert set(lists) == set(tables["tracks"]["track_id"].to_pylist())


def test_no_list_holds_a_recording_twice_or_its_own(held_out, lists):
    tracks = held_out[0]["tracks"]
    recording = dict(
        zip(tracks["track_id"].to_pylist(), tracks["recording_id"].to_pylist(), strict=True)
    )
    for seed, found in lists.items():
        codes = {recording[track] or track for track in (seed, *found)}
        assert len(codes) == 21
