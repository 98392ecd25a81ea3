"""Vectors that a build keeps: new tracks are folded in, whatever the history of the data."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender import build_vectors
from recommender.data.arrow import to_matrix
from recommender.data.versions import code_version
from recommender.pipeline.held_vectors import HeldVectors, VectorRule
from recommender.scoring.parameters import Parameters

NEW = 12  # tracks that come last
LAX = VectorRule(share=0.2, builds=5)


def decide(table):
    return json.loads(table.schema.metadata[b"decision"])


def hold(table, n_builds=0, code=None):
    decisions = pa.table({"code": [code or code_version()], "n_builds": [n_builds]})
    return HeldVectors.from_tables(table, decisions)


def without(tables, playlists=(), tracks=()):
    """Return the tables without some playlists and tracks."""
    found = dict(tables)
    for name, table in tables.items():
        for column, left_out in (("playlist_id", playlists), ("track_id", tracks)):
            if column in table.column_names:
                is_out = pc.is_in(table[column], pa.array(list(left_out), pa.string()))
                table = table.filter(pc.invert(is_out))
        found[name] = table
    return found


def by_track(table, column):
    return dict(zip(table["track_id"].to_pylist(), table[column].to_pylist(), strict=True))


@pytest.fixture(scope="module")
def history(world):
    """Return the tables of three loads: each has playlists and tracks more than the last."""
    names = sorted(set(world.memberships["playlist_id"].to_pylist()))
    tracks = sorted(world.tracks["track_id"].to_pylist())
    new = tracks[:: len(tracks) // NEW][:NEW]
    second = without(world.tables, names[-2:], new[NEW // 2 :])
    return [without(second, names[-4:-2], new[: NEW // 2]), second, world.tables]


@pytest.fixture(scope="module")
def fitted(history):
    return build_vectors(**history[0])


@pytest.fixture(scope="module")
def kept(history, fitted):
    return build_vectors(**history[2], held=hold(fitted), rule=LAX)


def test_vectors_of_known_tracks_stay_and_new_ones_are_folded_in(fitted, kept):
    assert decide(fitted)["reason"] == "all made anew: there are none of an earlier build"
    assert decide(kept)["reason"].startswith("kept for the 1. build, ")
    is_folded = kept["fitted_playlists"].is_null().to_numpy(zero_copy_only=False)
    assert NEW <= is_folded.sum() < 60
    old = kept.filter(pa.array(~is_folded))
    before = fitted.filter(pc.is_in(fitted["track_id"], old["track_id"].combine_chunks()))
    for column in ("vector", "audio", "taste", "factors", "hubness", "fitted_playlists"):
        assert old[column].equals(before[column])
    assert kept.num_rows == fitted.num_rows + NEW


def test_two_builds_give_the_same_bytes_as_one_with_both_loads(history, fitted, kept):
    first = build_vectors(**history[1], held=hold(fitted), rule=LAX)
    second = build_vectors(**history[2], held=hold(first, 1), rule=LAX)
    assert decide(second)["reason"].startswith("kept for the 2. build, ")
    assert not first.equals(fitted)
    assert second.equals(kept)


def test_rows_in_any_order_give_the_same_bytes(history, fitted, kept, shuffled):
    again = build_vectors(**shuffled(history[2]), held=hold(fitted), rule=LAX)
    assert again.equals(kept)


def test_counts_and_popularity_are_those_of_today(history, kept):
    anew = build_vectors(**history[2])
    for column in ("track_id", "number_of_training_playlists", "content_hash"):
        assert kept[column].equals(anew[column])
    counts, hubness, found = (
        kept[name].to_numpy() for name in ("number_of_training_playlists", "hubness", "popularity")
    )
    chosen = Parameters()
    wanted = chosen.popularity_weight * np.log1p(counts) - chosen.hubness * hubness
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_folded_in_tracks_are_as_near_to_their_playlists_as_if_all_were_made_anew(history, kept):
    anew = build_vectors(**history[2])
    place = {track: row for row, track in enumerate(kept["track_id"].to_pylist())}
    members = {}
    for row in history[2]["memberships"].to_pylist():
        members.setdefault(row["playlist_id"], []).append(place[row["track_id"]])
    is_folded = kept["fitted_playlists"].is_null().to_numpy(zero_copy_only=False)
    counts = kept["number_of_training_playlists"].to_numpy()

    def nearness(table):
        """Return how much nearer the tracks of its playlists are to a track than all are."""
        taste = to_matrix(table["taste"])
        own = [
            (taste[row] @ taste[[one for one in rows if one != row]].T).mean()
            - (taste[row] @ taste.T).mean()
            for rows in members.values()
            for row in rows
            if is_folded[row]
        ]
        return np.mean(own)

    assert counts[is_folded].any()
    assert nearness(kept) > 0.7 * nearness(anew) > 0.1
    lengths = np.linalg.norm(to_matrix(kept["taste"]), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_a_track_of_a_new_playlist_without_known_tracks_is_near_to_its_mates_alone(world):
    names = [f"new{number:02}" for number in range(NEW)]
    columns = {"track_id": names, "playlist_id": ["of new tracks"] * NEW}
    rows = pa.table(columns).cast(world.memberships.select(list(columns)).schema)
    both = pa.concat_tables([world.memberships.select(list(columns)), rows])
    unknown = pa.table({"track_id": names})
    tracks = pa.concat_tables([world.tracks, unknown], promote_options="default")
    before = build_vectors(**world.tables)
    found = build_vectors(
        **{**world.tables, "memberships": both, "tracks": tracks},
        held=hold(before),
        rule=VectorRule(share=1),
    )
    taste = to_matrix(found["taste"])
    is_new = np.array([name in names for name in found["track_id"].to_pylist()])
    assert is_new.sum() == NEW
    assert (taste[is_new] @ taste[is_new].T).min() > 0.99
    assert abs(taste[is_new] @ taste[~is_new].T).mean() < 0.3


def test_a_track_with_other_features_is_folded_in(world):
    before = build_vectors(**world.tables)
    louder = world.features["af_loudness"].to_numpy().copy()
    louder[3] += 20
    place = world.features.column_names.index("af_loudness")
    features = world.features.set_column(place, "af_loudness", pa.array(louder))
    found = build_vectors(**{**world.tables, "features": features}, held=hold(before))
    changed = world.features["track_id"].to_pylist()[3]
    folded = [name for name, n in by_track(found, "fitted_playlists").items() if n is None]
    assert folded == [changed]
    assert by_track(found, "audio")[changed] != by_track(before, "audio")[changed]


def rows_equal(one, other):
    return one.replace_schema_metadata().equals(other.replace_schema_metadata())


@pytest.mark.parametrize(
    ("held", "rule", "wanted"),
    [
        ({"n_builds": 5}, LAX, "5 builds have kept them"),
        ({}, VectorRule(builds=0), "0 builds have kept them"),
        ({"code": "another"}, LAX, "the recommender's code is another"),
        ({}, VectorRule(share=0.01), "are new or changed, more than 1%"),
    ],
)
def test_all_are_made_anew_as_without_held_ones(history, fitted, held, rule, wanted):
    found = build_vectors(**history[2], held=hold(fitted, **held), rule=rule)
    assert decide(found)["is_whole"]
    assert decide(found)["code"] == code_version()
    assert decide(found)["reason"].startswith("all made anew: ")
    assert decide(found)["reason"].endswith(wanted)
    assert rows_equal(found, build_vectors(**history[2]))


def test_other_parameters_make_all_anew(history, fitted):
    other = {"audio_weight": 0.2}
    found = build_vectors(**history[2], parameters=other, held=hold(fitted), rule=LAX)
    assert decide(found)["reason"] == "all made anew: the parameters are others"


@pytest.mark.parametrize("more", [True, False])
def test_what_was_learned_from_a_removed_membership_goes_with_it(history, fitted, more):
    memberships = history[2 if more else 0]["memberships"]
    fewer = {**history[2 if more else 0], "memberships": memberships.slice(1)}
    found = build_vectors(**fewer, held=hold(fitted), rule=LAX)
    if by_track(fitted, "number_of_training_playlists").get(memberships["track_id"][0].as_py()):
        assert decide(found)["reason"] == "all made anew: memberships were removed"
    assert rows_equal(found, build_vectors(**fewer)) == decide(found)["is_whole"]


def test_a_track_that_left_makes_all_anew(history, fitted):
    listed = history[0]["memberships"]["track_id"][0].as_py()
    found = build_vectors(**without(history[0], tracks=[listed]), held=hold(fitted), rule=LAX)
    assert decide(found)["reason"] == "all made anew: memberships were removed"


def test_without_playlists_nothing_is_kept(world):
    nothing = {**world.tables, "memberships": world.memberships.slice(0, 0)}
    before = build_vectors(**nothing)
    found = build_vectors(**nothing, held=hold(before))
    assert decide(found)["reason"] == "all made anew: no track of a playlist keeps its vector"


def test_what_an_older_release_holds_is_nothing(fitted):
    nothing = pa.table({"code": pa.array([], pa.string()), "n_builds": pa.array([], pa.int32())})
    assert HeldVectors.from_tables(fitted, nothing) is None
    assert HeldVectors.from_tables(fitted.slice(0, 0), nothing) is None
    assert HeldVectors.from_tables(None, nothing) is None
