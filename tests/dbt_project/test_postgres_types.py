"""Names, Arrow types and oids of Postgres types map to each other."""

import pyarrow as pa
import pytest

from dbt_project.postgres_types import ColumnType, UnsupportedType


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("int", "integer"),
        (" BIGINT ", "bigint"),
        ("float8", "double precision"),
        ("character varying", "text"),
        ("timestamp with time zone", "timestamptz"),
        ("real[]", "real[]"),
        ("varchar []", "text[]"),
    ],
)
def test_a_declared_type_is_known_by_all_its_names(declared, expected):
    assert str(ColumnType.from_name(declared)) == expected


def test_an_unknown_type_is_named_with_the_known_types():
    with pytest.raises(UnsupportedType, match=r"boolean, smallint.*got 'hstore'"):
        ColumnType.from_name("hstore")


def test_a_timestamp_with_any_zone_is_an_instant():
    assert str(ColumnType.from_arrow(pa.timestamp("ms", "Europe/Paris"))) == "timestamptz"
    assert str(ColumnType.from_arrow(pa.timestamp("ms"))) == "timestamp"


def test_a_decimal_has_no_postgres_type():
    with pytest.raises(UnsupportedType, match="decimal128"):
        ColumnType.from_arrow(pa.decimal128(10, 2))


def test_the_arrow_type_of_a_type_maps_back_to_it():
    for name in ("boolean", "text", "date", "timestamptz", "real[]", "text[]"):
        kind = ColumnType.from_name(name)
        assert ColumnType.from_arrow(kind.arrow) == kind
