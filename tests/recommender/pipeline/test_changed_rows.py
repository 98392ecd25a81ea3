"""Rows that differ from those that a mart holds."""

import pyarrow as pa
import pytest

from recommender.pipeline.changed_rows import select_changed_rows

HELD = pa.table(
    {
        "id": ["a", "b", "c"],
        "vector": pa.array([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]], pa.list_(pa.float32())),
        "count": pa.array([1, None, 3], pa.int32()),
        "name": ["x", None, "z"],
    }
)


def changed(table):
    rows, keys = select_changed_rows(table, HELD, "id")
    return rows["id"].to_pylist(), keys["id"].to_pylist()


def test_equal_rows_in_any_order_are_none():
    assert changed(HELD.take([2, 0, 1])) == ([], [])


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("vector", [[0.5, 1.0], [2.0, 3.5], [4.0, 5.0]]),
        ("count", [1, 2, 3]),
        ("count", [1, 0, 3]),
        ("name", ["x", "", "z"]),
    ],
)
def test_a_row_with_another_value_is_one(column, values):
    place = HELD.column_names.index(column)
    other = HELD.set_column(place, column, pa.array(values, HELD.schema.field(column).type))
    assert changed(other) == (["b"], ["b"])


def test_a_null_instead_of_a_value_is_another_value():
    other = HELD.set_column(2, "count", pa.array([None, None, 3], pa.int32()))
    assert changed(other) == (["a"], ["a"])


def test_new_rows_and_those_that_are_gone_are_keys_and_columns_beside_do_not_count():
    row = HELD.slice(0, 1).set_column(0, "id", pa.array(["d"]))
    table = pa.concat_tables([HELD.slice(0, 2), row]).append_column("more", pa.array([1, 2, 3]))
    assert changed(table) == (["d"], ["d", "c"])
    assert changed(HELD.slice(0, 0)) == ([], ["a", "b", "c"])


def test_vectors_of_another_length_are_others():
    wide = pa.array([[0.5, 1.0, 0.0]] * 3, pa.list_(pa.float32()))
    assert changed(HELD.set_column(1, "vector", wide))[0] == ["a", "b", "c"]
