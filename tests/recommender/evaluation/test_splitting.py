"""Nothing that a query is about is in the training tables, not even through a genre."""

import numpy as np
import pyarrow as pa
import pytest

from recommender.evaluation.splitting import (
    EVEN,
    HALF,
    RANDOM_HALF,
    split_by_playlist,
    split_by_time,
)


@pytest.fixture(scope="module")
def tables(world):
    return world.tables


@pytest.fixture(scope="module")
def split(tables):
    return split_by_playlist(tables, 300, 40)


def members(table):
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["playlist_id"], set()).add(row["track_id"])
    return found


def test_a_fifth_of_the_playlists_is_gone_whole(tables, split):
    before, after = members(tables["memberships"]), members(split.tables["memberships"])
    assert len(before) - len(after) == len(before) // 5
    assert all(after[name] == before[name] for name in after)


def test_every_query_is_about_a_held_out_playlist(tables, split):
    gone = members(tables["memberships"])
    for name in members(split.tables["memberships"]):
        del gone[name]
    keys = np.array(split.dataset.keys.to_pylist())
    names = sorted(gone)
    for query in split.queries:
        if query.stratum == EVEN:
            continue
        playlist = gone[names[query.playlist]]
        assert set(keys[query.seeds]) | set(keys[query.relevant]) <= playlist
        assert not set(query.seeds) & set(query.relevant)


def test_each_stratum_has_as_many_seeds_as_its_name_says(split):
    strata = {query.stratum for query in split.queries}
    assert strata == {"all", "seeds_1", "seeds_5", "seeds_10", RANDOM_HALF, EVEN} | (
        strata & {"seeds_25"}
    )
    for query in split.queries:
        if query.stratum.startswith("seeds_"):
            assert len(query.seeds) == int(query.stratum.removeprefix("seeds_"))
            assert len(query.relevant) >= 5
        if query.stratum == RANDOM_HALF:
            assert 0 <= len(query.relevant) - len(query.seeds) <= 1


@pytest.fixture(scope="module")
def ordered(tables):
    """Return the tables with positions, of which those of every third playlist are unknown."""
    memberships = tables["memberships"]
    positions = np.random.default_rng(1).permutation(memberships.num_rows)
    is_known = [int(name[-1]) % 3 > 0 for name in memberships["playlist_id"].to_pylist()]
    known = pa.array(positions, pa.int32(), mask=~np.array(is_known))
    return {**tables, "memberships": memberships.append_column("position", known)}


def test_the_first_half_of_a_playlist_is_asked_about_the_second(ordered):
    places = {
        (row["playlist_id"], row["track_id"]): row["position"]
        for row in ordered["memberships"].to_pylist()
    }
    split = split_by_playlist(ordered, 300, 40)
    gone = {name for name, _ in places} - set(members(split.tables["memberships"]))
    names, keys = sorted(gone), split.dataset.keys.to_pylist()
    halves = [query for query in split.queries if query.stratum in (HALF, RANDOM_HALF)]
    assert len(halves) == 40
    for query in halves:
        seeds, relevant = (
            [places[names[query.playlist], keys[row]] for row in rows]
            for rows in (query.seeds, query.relevant)
        )
        assert 0 <= len(relevant) - len(seeds) <= 1
        if query.stratum == HALF:
            assert max(seeds) < min(relevant)
        else:
            assert seeds.count(None) == len(seeds)
    assert {query.stratum for query in halves} == {HALF, RANDOM_HALF}


def test_positions_change_no_query_but_the_halves(split, ordered):
    for one, other in zip(split.queries, split_by_playlist(ordered, 300, 40).queries, strict=True):
        assert one.playlist == other.playlist
        if other.stratum != HALF:
            assert one.stratum == other.stratum
            np.testing.assert_array_equal(one.seeds, other.seeds)


def test_even_seeds_are_tracks_of_the_whole_catalogue_and_about_no_playlist(tables, split):
    even = [query for query in split.queries if query.stratum == EVEN]
    seeds = [int(query.seeds[0]) for query in even]
    assert len(seeds) == len(set(seeds)) == 300
    assert all(query.playlist == -1 and len(query.relevant) == 0 for query in even)
    held_by_none = np.asarray(split.dataset.playlists.sum(axis=0)).ravel()[seeds] == 0
    assert held_by_none.any()
    every = split_by_playlist(tables, 5000, 1).queries
    assert sum(query.stratum == EVEN for query in every) == len(split.dataset.keys)


def test_a_genre_of_a_held_out_playlist_alone_is_not_in_the_training_tables(tables):
    names = sorted(set(tables["memberships"]["playlist_id"].to_pylist()))
    genres = pa.table({"playlist_id": names, "genre": [f"genre of {name}" for name in names]})
    without = {**tables, "genres": tables["genres"].slice(0, 0), "playlist_genres": genres}
    split = split_by_playlist(without, 100, 10)
    training = set(split.tables["memberships"]["playlist_id"].to_pylist())
    seen = {
        genre.removeprefix("genre of ") for genre in split.tables["genres"]["genre"].to_pylist()
    }
    assert seen == training
    kept = split_by_playlist({**tables, "playlist_genres": genres}, 100, 10)
    assert kept.tables["genres"].num_rows == tables["genres"].num_rows  # all have their own


def test_skips_of_held_out_sessions_are_gone_too(tables):
    names = sorted(set(tables["memberships"]["playlist_id"].to_pylist()))
    skips = pa.table({"playlist_id": [*names, "skipped all"], "track_id": ["track00001"] * 241})
    split = split_by_playlist({**tables, "skips": skips}, 100, 10)
    training = set(split.tables["memberships"]["playlist_id"].to_pylist())
    assert len(training) < len(names)
    assert set(split.tables["skips"]["playlist_id"].to_pylist()) == training | {"skipped all"}


def test_the_same_tables_in_any_order_give_the_same_queries(tables, split, shuffled):
    again = split_by_playlist(shuffled(tables), 300, 40)
    for one, other in zip(split.queries, again.queries, strict=True):
        assert (one.stratum, one.playlist) == (other.stratum, other.playlist)
        np.testing.assert_array_equal(one.seeds, other.seeds)


def test_earlier_tracks_are_the_seeds_of_queries_about_later_ones(tables):
    random = np.random.default_rng(0)
    days = random.integers(0, 1000, tables["memberships"].num_rows)
    dated = tables["memberships"].append_column(
        "added_at", pa.array(days * 86_400_000_000, pa.int64()).cast(pa.timestamp("us"))
    )
    split = split_by_time({**tables, "memberships": dated}, 50)
    assert split is not None
    share = split.tables["memberships"].num_rows / dated.num_rows
    assert 0.77 < share < 0.83
    kept = {tuple(row.values()) for row in split.tables["memberships"].to_pylist()}
    keys = split.dataset.keys.to_pylist()
    names = sorted(set(dated["playlist_id"].to_pylist()))
    for query in split.queries:
        assert all((names[query.playlist], keys[row]) in kept for row in query.seeds)
        assert not any((names[query.playlist], keys[row]) in kept for row in query.relevant)


def test_without_instants_there_is_no_later(tables):
    assert split_by_time(tables, 50) is None
    never = pa.nulls(tables["memberships"].num_rows, pa.timestamp("us"))
    undated = tables["memberships"].append_column("added_at", never)
    assert split_by_time({**tables, "memberships": undated}, 50) is None
