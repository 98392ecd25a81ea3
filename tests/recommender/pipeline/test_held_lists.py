"""Lists that a build keeps: the same rows as if all were ranked anew from the same vectors."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender import build_recommendations, build_vectors, update_recommendations
from recommender.data.versions import code_version
from recommender.pipeline import held_lists
from recommender.pipeline.held_lists import HeldLists
from recommender.scoring.parameters import Parameters

KEYS = [("track_id", "ascending"), ("rank", "ascending")]
CHOSEN = {"co_occurrence_damping": 0.3, "cold_seed_popularity_weight": 0.2}
ARGUMENTS = ("tracks", "memberships", "artists")
LAST = [("rank", "count"), ("score", "min")]


class Mart:
    """What Postgres holds: the lists and their inputs, changed as the strategy `sync` does."""

    def __init__(self):
        self.lists = self.inputs = self.decision = None
        self.figures, self.n_builds = {}, 0

    def build(self, vectors, tables, chosen=CHOSEN, builds=20, **held):
        """Rank what may be another list, and write it."""
        found = update_recommendations(vectors, *tables, chosen, self.hold(**held), builds)
        rows = found.rows.read_all()
        self.lists = replace_rows(self.lists, rows, found.replaced).sort_by(KEYS)
        self.inputs = replace_rows(self.inputs, found.inputs, found.replaced_inputs)
        self.decision = json.loads(found.rows.schema.metadata[b"decision"])
        self.figures = json.loads(found.rows.schema.metadata[b"figures"])
        self.n_builds = 0 if self.decision["is_whole"] else self.n_builds + 1
        return found

    def hold(self, **held):
        """Return what the next build reads, with some of it replaced."""
        if self.lists is None:
            return None
        known = {"version": self.lists["model_version"][0].as_py(), "code": code_version(),
                 "n_builds": self.n_builds, **held}  # fmt: skip
        return HeldLists(
            self.inputs,
            read_last_scores=lambda: self.lists.group_by("track_id").aggregate(LAST)
            .rename_columns(["track_id", "number_of_tracks", "last_score"]),
            read_places=lambda tracks: self._select("recommended_track_id", tracks),
            read_scores=lambda seeds: self._select("track_id", seeds),
            **known,
        )  # fmt: skip

    def _select(self, column, keys):
        return self.lists.filter(pc.is_in(self.lists[column], value_set=keys))


def replace_rows(held, rows, keys):
    if keys is None:
        return rows
    is_replaced = pc.is_in(held["track_id"], value_set=keys["track_id"].combine_chunks())
    return pa.concat_tables([held.filter(pc.invert(is_replaced)), rows])


def rank_all_anew(vectors, tables, chosen=CHOSEN):
    return build_recommendations(vectors, *tables, chosen).read_all().sort_by(KEYS)


@pytest.fixture(scope="module")
def vectors(world):
    return build_vectors(**world.tables, parameters=CHOSEN)


@pytest.fixture(scope="module")
def tables(world):
    return [world.tables[name] for name in ARGUMENTS]


@pytest.fixture
def mart(vectors, tables):
    mart = Mart()
    mart.build(vectors, tables)
    assert mart.decision["is_whole"]
    assert mart.decision["reason"].endswith("none of an earlier build by this code")
    return mart


def with_column(table, name, change):
    """Return the table with some values of a column replaced, by their places."""
    values = table[name].to_pylist()
    for place, value in change.items():
        values[place] = value(values[place]) if callable(value) else value
    column = pa.array(values, table.schema.field(name).type)
    return table.set_column(table.column_names.index(name), name, column)


def new_playlist(tables, tracks):
    rows = pa.table({"playlist_id": ["new"] * len(tracks), "track_id": tracks})
    return [tables[0], pa.concat_tables([tables[1], rows.cast(tables[1].schema)]), tables[2]]


def joins_a_playlist(vectors, tables, listed=4):
    tracks = vectors["track_id"].to_pylist()[7 :: 600 // listed][:listed]
    places = {row: lambda old: old + 0.05 for row in range(7, 600, 600 // listed)}
    return with_column(vectors, "popularity", places), new_playlist(tables, tracks)


def leaves_a_playlist(vectors, tables):
    return vectors, [tables[0], tables[1].slice(3), tables[2]]


def falls_in_popularity(vectors, tables):
    return with_column(vectors, "popularity", {5: -0.3, 70: -0.5}), tables


def has_another_vector(vectors, tables):
    taste = vectors["taste"].to_pylist()
    return with_column(vectors, "taste", {11: taste[400], 400: taste[11]}), tables


def comes(vectors, tables):
    row = with_column(vectors.slice(30, 1), "track_id", {0: "track00030b"})
    tracks = with_column(tables[0].slice(30, 1), "track_id", {0: "track00030b"})
    links = with_column(tables[2].slice(30, 1), "track_id", {0: "track00030b"})
    return pa.concat_tables([vectors, row]), [
        pa.concat_tables([tables[0], tracks]), tables[1], pa.concat_tables([tables[2], links])
    ]  # fmt: skip


def leaves(vectors, tables):
    gone = pa.array(["track00020", "track00333"])
    left = [table.filter(pc.invert(pc.is_in(table["track_id"], gone))) for table in tables]
    return vectors.filter(pc.invert(pc.is_in(vectors["track_id"], gone))), left


def becomes_another_recording(vectors, tables):
    # two ids of one recording part, and two others become one
    recordings = {10: "a recording of its own", 101: tables[0]["recording_id"][104].as_py()}
    return vectors, [with_column(tables[0], "recording_id", recordings), *tables[1:]]


def gets_another_artist(vectors, tables):
    links = {200: tables[2]["artist_id"][450].as_py(), 201: "somebody new"}
    return vectors, [*tables[:2], with_column(tables[2], "artist_id", links)]


CHANGES = [
    joins_a_playlist, leaves_a_playlist, falls_in_popularity, has_another_vector, comes, leaves,
    becomes_another_recording, gets_another_artist,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_in_increments_gives_the_rows_of_one_that_ranks_all(mart, vectors, tables, change):
    before = mart.lists
    changed = change(vectors, tables)
    found = mart.build(*changed)
    assert not mart.decision["is_whole"], mart.decision
    wanted = rank_all_anew(*changed)
    assert mart.lists.equals(wanted)
    assert not wanted.equals(before)
    assert 0 < found.replaced.num_rows < vectors.num_rows / 2
    # and the inputs are those of a build that ranks all
    fresh = Mart()
    fresh.build(*changed)
    assert mart.inputs.sort_by("track_id").equals(fresh.inputs.sort_by("track_id"))


def test_many_increments_one_after_the_other_give_the_rows_of_one_build(mart, vectors, tables):
    changed = vectors, tables
    for change in CHANGES:
        changed = change(*changed)
        mart.build(*changed)
        assert not mart.decision["is_whole"]
    assert mart.n_builds == len(CHANGES)
    assert mart.lists.equals(rank_all_anew(*changed))


@pytest.mark.parametrize("penalty", [0.0, 0.4])
@pytest.mark.parametrize("seed", range(4))
def test_random_changes_give_the_rows_of_one_that_ranks_all(
    vectors, tables, seed, penalty, monkeypatch
):
    monkeypatch.setattr(held_lists, "MAX_SHARE", 0.9)
    random = np.random.default_rng(seed)
    chosen = {**CHOSEN, "artist_repeat_penalty": penalty, "artist_smoothing": 3.0 * (seed % 2)}
    mart = Mart()
    mart.build(vectors, tables, chosen)
    for _ in range(3):
        rows = random.choice(vectors.num_rows, 6, replace=False).tolist()
        changes = {row: float(random.normal(0, 0.1)) for row in rows}
        vectors = with_column(vectors, "popularity", changes)
        names = vectors["track_id"].take(pa.array(rows[:2])).to_pylist()
        tables = new_playlist(tables, names) if seed % 2 else tables
        codes = {row: tables[0]["recording_id"][rows[0]].as_py() for row in rows[1:3]}
        tables = [with_column(tables[0], "recording_id", codes), *tables[1:]]
        mart.build(vectors, tables, chosen)
        assert not mart.decision["is_whole"], mart.decision
        assert mart.lists.equals(rank_all_anew(vectors, tables, chosen))


def test_nothing_new_ranks_nothing(mart, vectors, tables):
    found = mart.build(vectors, tables)
    assert mart.decision["reason"] == "0 of 600 ranked again"
    assert found.replaced.num_rows == found.inputs.num_rows == 0


def test_rows_in_any_order_change_nothing(mart, vectors, tables, shuffled):
    world = shuffled(dict(zip(ARGUMENTS, tables, strict=True)))
    mart.build(vectors, [world[name] for name in ARGUMENTS])
    assert mart.decision["reason"] == "0 of 600 ranked again"


def test_a_list_that_lost_rows_is_ranked_again(mart, vectors, tables):
    whole = mart.lists
    mart.lists = pa.concat_tables([whole.slice(0, 40), whole.slice(45)])
    found = mart.build(vectors, tables)
    assert found.replaced["track_id"].to_pylist() == [whole["track_id"][40].as_py()]
    assert mart.lists.equals(whole)


@pytest.mark.parametrize(
    ("held", "options", "wanted"),
    [
        ({"code": "another"}, {}, "the recommender's code is another"),
        ({}, {"chosen": {**CHOSEN, "hubness": 0.1}}, "the parameters are others"),
        ({"n_builds": 3}, {"builds": 3}, "3 builds have kept lists"),
        ({}, {"builds": 0}, "0 builds have kept lists"),
    ],
)
def test_all_lists_are_ranked_anew(mart, vectors, tables, held, options, wanted):
    found = mart.build(vectors, tables, **options, **held)
    assert mart.decision["is_whole"]
    assert mart.decision["code"] == code_version()
    assert mart.decision["reason"] == f"all ranked anew: {wanted}"
    assert found.replaced is None and found.replaced_inputs is None
    assert mart.lists.equals(rank_all_anew(vectors, tables, options.get("chosen", CHOSEN)))


def test_all_are_ranked_anew_where_most_are_others(mart, vectors, tables):
    many = with_column(vectors, "popularity", dict.fromkeys(range(0, 600, 40), 0.7))
    mart.build(many, tables)
    assert mart.decision["is_whole"]
    assert "lists may be others" in mart.decision["reason"]
    most = with_column(many, "popularity", {row: row / 600 for row in range(600)})
    mart.build(most, tables)
    assert mart.decision["reason"] == "all ranked anew: 600 tracks are others as candidates"
    assert mart.lists.equals(rank_all_anew(most, tables))


def test_kept_lists_below_the_recall_are_ranked_anew(mart, vectors, tables, monkeypatch):
    monkeypatch.setattr(held_lists, "pays_off", lambda *_: True)
    mart.build(vectors, tables)
    assert not mart.decision["is_whole"]
    assert mart.figures == {"search_recall": 1.0}
    # as if near cells had found worse tracks
    score = pc.subtract(mart.lists["score"], pa.scalar(0.5, pa.float32()))
    mart.lists = mart.lists.set_column(3, "score", score)
    mart.build(vectors, tables)
    assert mart.decision["reason"].startswith(
        "all ranked anew: those that may stay have a recall of"
    )
    assert Parameters().target_recall > float(mart.decision["reason"].split()[-1])
    assert mart.lists.equals(rank_all_anew(vectors, tables))
