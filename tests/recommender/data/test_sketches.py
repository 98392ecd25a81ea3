"""A sketch tells the share of rows that changed, exactly for few rows and nearly for many."""

import numpy as np
import pyarrow as pa
import pytest

from recommender.data.sketches import SIZE, Sketch, sketch_memberships, sketch_tracks


def sketch(start, stop):
    random = np.random.default_rng(3)
    return Sketch.from_hashes(random.integers(0, 2**64, 200_000, np.uint64)[start:stop])


@pytest.mark.parametrize(
    ("after", "share"),
    [((0, 1000), 0), ((0, 1250), 0.2), ((0, 800), 0.2), ((100, 1100), 0.1), ((5000, 6000), 1)],
)
def test_of_few_rows_the_share_is_exact(after, share):
    assert sketch(0, 1000).share_changed(sketch(*after)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("after", "share"), [((0, 111_111), 0.1), ((0, 85_000), 0.15), ((8_000, 108_000), 0.08)]
)
def test_of_many_rows_the_share_is_nearly_right(after, share):
    assert sketch(0, 100_000).share_changed(sketch(*after)) == pytest.approx(share, abs=0.02)


def test_a_sketch_of_many_rows_stays_small_and_equals_itself():
    assert len(sketch(0, 100_000).smallest) == SIZE
    assert sketch(0, 100_000).share_changed(sketch(0, 100_000)) == 0


def test_from_no_rows_everything_is_new():
    assert sketch(0, 0).share_changed(sketch(0, 10)) == 1
    assert sketch(0, 0).share_changed(sketch(0, 0)) == 0
    assert sketch(0, 10).share_changed(sketch(0, 0)) == 1


def parts(world):
    return [world.tables[name] for name in ("tracks", "features", "artists", "genres")]


def test_the_order_of_the_rows_is_no_change(world, shuffled):
    other = shuffled(world.tables)
    memberships = sketch_memberships(world.memberships)
    assert memberships.share_changed(sketch_memberships(other["memberships"])) == 0
    names = ("tracks", "features", "artists", "genres")
    after = sketch_tracks(*(other[name] for name in names))
    assert sketch_tracks(*parts(world)).share_changed(after) == 0


def test_an_entry_elsewhere_is_a_change(world):
    ids = world.memberships["playlist_id"].to_pylist()
    ids[0] = "another playlist"
    moved = world.memberships.set_column(0, "playlist_id", pa.array(ids))
    before = sketch_memberships(world.memberships)
    assert before.share_changed(sketch_memberships(moved)) == pytest.approx(
        1 / before.n_rows, rel=0.1
    )


@pytest.mark.parametrize("table", ["features", "artists", "genres"])
def test_what_a_track_is_described_by_counts(world, table):
    changed = dict(zip(("tracks", "features", "artists", "genres"), parts(world), strict=True))
    last = changed[table].column_names[-1]
    values = changed[table][last].to_pylist()
    values[:60] = [f"{value}+" if isinstance(value, str) else value + 1 for value in values[:60]]
    changed[table] = changed[table].drop([last]).append_column(last, pa.array(values))
    found = sketch_tracks(*parts(world)).share_changed(sketch_tracks(*changed.values()))
    assert found == pytest.approx(0.1)


def test_the_popularity_does_not_count(world):
    tracks, *others = parts(world)
    without = sketch_tracks(tracks.drop(["track_popularity"]), *others)
    assert sketch_tracks(*parts(world)).share_changed(without) == 0
