"""Values written to Postgres by COPY are read back unchanged, for every type."""

from datetime import UTC, date, datetime

import numpy as np
import psycopg2
import pyarrow as pa
import pytest

from dbt_project import copy_read, copy_write
from dbt_project.copy_read import decode_rows, read_arrow
from dbt_project.copy_write import write_arrow
from dbt_project.postgres_types import ColumnType, UnsupportedType

VALUES = {
    "boolean": [True, False],
    "smallint": [-32768, 32767],
    "integer": [-(2**31), 2**31 - 1],
    "bigint": [-(2**63), 2**63 - 1],
    "real": [0.5, float("-inf")],
    "double precision": [0.1, -1e300],
    "text": ["plain", 'Æneid, 日本 🎵\n\t"quoted" \\N'],
    "date": [date(1969, 7, 20), date(2026, 11, 23)],
    "timestamp": [datetime(1969, 7, 20, 20, 17, 40, 123456), datetime(2026, 11, 23)],
    "timestamptz": [datetime(1969, 7, 20, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)],
}


@pytest.fixture
def connection(database_url):
    connection = psycopg2.connect(database_url)
    yield connection
    connection.rollback()
    connection.close()


def round_trip(connection, table, **types):
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table round_trip ({columns}) on commit drop")
    rows = write_arrow(connection, "round_trip", table.schema, table.to_batches())
    assert rows == table.num_rows
    read = read_arrow(connection, "select * from round_trip")
    with connection.cursor() as cursor:
        cursor.execute("drop table round_trip")
    return read


@pytest.mark.parametrize("kind", VALUES)
def test_values_nulls_and_an_empty_table_come_back(connection, kind):
    first, second = VALUES[kind]
    arrow = ColumnType.from_name(kind).arrow
    for values in ([first, second], [None, first, None, second], [None], [first], []):
        table = pa.table({"value": pa.array(values, arrow)})
        assert round_trip(connection, table, value=kind).equals(table)


@pytest.mark.parametrize("kind", VALUES)
def test_arrays_come_back_with_their_nulls_and_lengths(connection, kind):
    first, second = VALUES[kind]
    arrow = ColumnType.from_name(f"{kind}[]").arrow
    for values in (
        [[first, second], [second, first]],
        [[first], None, [], [None, second, first]],
        [None, None],
        [[]],
        [],
    ):
        table = pa.table({"value": pa.array(values, arrow)})
        assert round_trip(connection, table, value=f"{kind}[]").equals(table)


def test_rows_of_equal_and_different_length_come_back_in_their_order(connection):
    for names in (["a%03d", "b%03d"], ["a%d", "b%d"]):
        table = pa.table(
            {
                "key": [names[0] % i for i in range(500)],
                "vector": pa.array([[i, i / 2, -i] for i in range(500)], pa.list_(pa.float32())),
                'odd "name"': [None if i % 7 == 3 else names[1] % i for i in range(500)],
            }
        )
        types = {"key": "text", "vector": "real[]", 'odd ""name""': "text"}
        assert round_trip(connection, table, **types).combine_chunks().equals(table)


def test_a_short_row_after_many_long_ones_is_not_lost(connection):
    table = pa.table({"value": ["long" * 20] * 50 + ["x", None]})
    assert round_trip(connection, table, value="text").combine_chunks().equals(table)


def test_data_in_many_chunks_is_complete(connection, monkeypatch):
    monkeypatch.setattr(copy_write, "_CHUNK", 512)
    monkeypatch.setattr(copy_read, "_CHUNK", 300)
    values = ["x" * (i % 90) if i % 5 else None for i in range(400)]
    table = pa.table({"value": values, "number": pa.array(range(400), pa.int64())})
    read = round_trip(connection, table, value="text", number="bigint")
    assert read["value"].num_chunks > 1
    assert read.combine_chunks().equals(table)


def test_wide_texts_beside_narrow_ones_come_back(connection):
    table = pa.table({"value": ["w" * 5000, None, "", "v" * 3000], "other": ["a", "bb", None, ""]})
    assert round_trip(connection, table, value="text", other="text").equals(table)


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (pa.array(["x", None]).dictionary_encode(), "text"),
        (pa.array(["x", None], pa.large_string()), "text"),
        (pa.array([1, None], pa.int8()), "smallint"),
        (pa.array([1, None], pa.uint8()), "smallint"),
        (pa.array([1, None], pa.uint16()), "integer"),
        (pa.array([1, None], pa.uint32()), "bigint"),
        (pa.array([1.5, None], pa.float16()), "real"),
        (pa.array([date(2020, 2, 29), None], pa.date64()), "date"),
        (pa.array([datetime(2020, 2, 29), None], pa.timestamp("ns")), "timestamp"),
        (pa.array([[1, 2], None], pa.list_(pa.int32(), 2)), "integer[]"),
        (pa.array([[1, None], [3, 4]], pa.list_(pa.int32(), 2)), "integer[]"),
        (pa.array([[1], None], pa.large_list(pa.int32())), "integer[]"),
    ],
)
def test_related_types_are_written_as_the_declared_type(connection, array, kind):
    written = pa.table({"value": array})
    read = round_trip(connection, written, value=kind)
    assert read["value"].to_pylist() == array.to_pylist()


def test_a_slice_is_written_from_its_start(connection):
    lists = pa.array([["a"], ["b", "c"], None, ["d"]])
    table = pa.table({"text": ["a", "b", None, "d"], "list": lists}).slice(1, 2)
    read = round_trip(connection, table, text="text", list="text[]")
    assert read.to_pylist() == [{"text": "b", "list": ["b", "c"]}, {"text": None, "list": None}]


def test_a_type_without_an_arrow_type_is_read_as_text_and_numeric_as_double(connection):
    query = """select 1.5::numeric as n, '{"a": 1}'::jsonb as j, array[2.5]::numeric[] as a"""
    read = read_arrow(connection, query)
    assert read.to_pylist() == [{"n": 1.5, "j": '{"a": 1}', "a": [2.5]}]


def test_a_list_of_lists_is_rejected_before_anything_is_written(connection):
    schema = pa.schema([("value", pa.list_(pa.list_(pa.int32())))])
    with pytest.raises(UnsupportedType, match="cast it in the model"):
        write_arrow(connection, "nowhere", schema, [])


def test_an_error_of_the_batches_is_raised_unchanged(connection):
    def batches():
        yield pa.record_batch({"value": [1]})
        raise LookupError("the third planet")

    schema = pa.schema([("value", pa.int64())])
    with connection.cursor() as cursor:
        cursor.execute("create temporary table round_trip (value bigint) on commit drop")
    with pytest.raises(LookupError, match="the third planet"):
        write_arrow(connection, "round_trip", schema, batches())


def test_rows_that_postgres_rejects_raise_its_own_error(connection):
    table = pa.table({"value": pa.array([None], pa.int64())})
    with pytest.raises(psycopg2.errors.NotNullViolation):
        round_trip(connection, table, value="bigint not null")


def test_half_a_row_waits_for_the_next_bytes():
    batch = pa.record_batch({"value": ["abc", "de"]})
    kinds = [ColumnType.from_arrow(pa.string())]
    data = copy_write.encode_rows(batch, kinds)
    columns, used = decode_rows(data[:-1], kinds)
    assert columns[0].to_pylist() == ["abc"]
    assert used == 2 + 4 + 3


def test_values_that_look_like_the_beginning_of_a_row_are_none(connection):
    random = np.random.default_rng(5)
    looks = np.array([0, 3, 4, 0x00030000, 0x00000003, 0x00030004, 0x7FFF0003, -1])
    numbers = [pa.array(random.choice(looks, 4000).tolist(), pa.int32()) for _ in range(2)]
    lists = [random.choice(looks, size).tolist() for size in random.integers(0, 5, 4000)]
    table = pa.table({"one": numbers[0], "many": pa.array(lists, pa.list_(pa.int32())),
                      "two": numbers[1]})  # fmt: skip
    assert round_trip(connection, table, one="integer", many="integer[]", two="integer") == table
