"""Nothing of what is asked about may be seen, not even through a genre."""

import numpy as np
import pyarrow as pa
import pytest

from recommender.evaluation.splitting import split_by_playlist, split_by_time


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


def test_every_question_is_about_a_playlist_that_is_gone(tables, split):
    gone = members(tables["memberships"])
    for name in members(split.tables["memberships"]):
        del gone[name]
    keys = np.array(split.dataset.keys.to_pylist())
    names = sorted(gone)
    for question in split.queries:
        playlist = gone[names[question.playlist]]
        assert set(keys[question.seeds]) | set(keys[question.relevant]) <= playlist
        assert not set(question.seeds) & set(question.relevant)


def test_each_stratum_has_as_many_seeds_as_its_name_says(split):
    strata = {question.stratum for question in split.queries}
    assert strata == {"all", "seeds_1", "seeds_5", "seeds_10", "half"} | (strata & {"seeds_25"})
    for question in split.queries:
        if question.stratum.startswith("seeds_"):
            assert len(question.seeds) == int(question.stratum.removeprefix("seeds_"))
            assert len(question.relevant) >= 5
        if question.stratum == "half":
            assert 0 <= len(question.relevant) - len(question.seeds) <= 1


def test_a_genre_that_only_a_held_out_playlist_tells_is_not_seen(tables):
    names = sorted(set(tables["memberships"]["playlist_id"].to_pylist()))
    told = pa.table({"playlist_id": names, "genre": [f"told by {name}" for name in names]})
    without = {**tables, "genres": tables["genres"].slice(0, 0), "playlist_genres": told}
    split = split_by_playlist(without, 100, 10)
    learned = set(split.tables["memberships"]["playlist_id"].to_pylist())
    seen = {genre.removeprefix("told by ") for genre in split.tables["genres"]["genre"].to_pylist()}
    assert seen == learned
    kept = split_by_playlist({**tables, "playlist_genres": told}, 100, 10)
    assert kept.tables["genres"].num_rows == tables["genres"].num_rows  # all have their own


def test_the_same_tables_in_any_order_give_the_same_questions(tables, split, shuffled):
    again = split_by_playlist(shuffled(tables), 300, 40)
    for one, other in zip(split.queries, again.queries, strict=True):
        assert (one.stratum, one.playlist) == (other.stratum, other.playlist)
        np.testing.assert_array_equal(one.seeds, other.seeds)


def test_what_came_later_is_asked_with_what_was_there_before(tables):
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
    for question in split.queries:
        assert all((names[question.playlist], keys[row]) in kept for row in question.seeds)
        assert not any((names[question.playlist], keys[row]) in kept for row in question.relevant)


def test_without_instants_there_is_no_later(tables):
    assert split_by_time(tables, 50) is None
    never = pa.nulls(tables["memberships"].num_rows, pa.timestamp("us"))
    undated = tables["memberships"].append_column("added_at", never)
    assert split_by_time({**tables, "memberships": undated}, 50) is None
