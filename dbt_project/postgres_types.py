"""Postgres types, their Arrow equivalents, and the format of their values in a binary COPY."""

from dataclasses import dataclass
from typing import Self

import pyarrow as pa

_DAYS = 10_957  # from 1970, where Arrow counts from, to 2000, where Postgres does
_MICROSECONDS = _DAYS * 86_400_000_000


class UnsupportedType(TypeError):
    """A type that no column of a Python model can have."""


@dataclass(frozen=True)
class Scalar:
    """A Postgres type with single values: its Arrow equivalent and its binary format."""

    name: str
    oid: int
    array_oid: int
    arrow: pa.DataType
    wire: str | None = None  # big-endian numpy type; none means UTF-8 of any length
    epoch: int = 0  # the time from 1970 to 2000, in the unit of the type


_SCALARS = (
    Scalar("boolean", 16, 1000, pa.bool_(), "u1"),
    Scalar("smallint", 21, 1005, pa.int16(), ">i2"),
    Scalar("integer", 23, 1007, pa.int32(), ">i4"),
    Scalar("bigint", 20, 1016, pa.int64(), ">i8"),
    Scalar("real", 700, 1021, pa.float32(), ">f4"),
    Scalar("double precision", 701, 1022, pa.float64(), ">f8"),
    Scalar("text", 25, 1009, pa.string()),
    Scalar("date", 1082, 1182, pa.date32(), ">i4", _DAYS),
    Scalar("timestamp", 1114, 1115, pa.timestamp("us"), ">i8", _MICROSECONDS),
    Scalar("timestamptz", 1184, 1185, pa.timestamp("us", "UTC"), ">i8", _MICROSECONDS),
)
_BY_NAME = {scalar.name: scalar for scalar in _SCALARS}
_ALIASES = {
    "bool": "boolean",
    "int2": "smallint",
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "varchar": "text",
    "character varying": "text",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
_WIDENED = {
    pa.int8(): "smallint",
    pa.uint8(): "smallint",
    pa.uint16(): "integer",
    pa.uint32(): "bigint",
    pa.float16(): "real",
    pa.large_string(): "text",
    pa.string_view(): "text",
    pa.date64(): "date",
}
_READ_AS = {1700: "double precision", 1231: "double precision[]"}  # numeric has no Arrow equivalent


@dataclass(frozen=True)
class ColumnType:
    """The type of a column: a scalar, or an array of scalars."""

    scalar: Scalar
    is_array: bool = False

    def __str__(self) -> str:
        return self.scalar.name + ("[]" if self.is_array else "")

    @property
    def arrow(self) -> pa.DataType:
        """Return the Arrow type of the column."""
        return pa.list_(self.scalar.arrow) if self.is_array else self.scalar.arrow

    @classmethod
    def from_name(cls, name: str) -> Self:
        """Return the type of a `data_type` in a model's YAML.

        Raises
        ------
        UnsupportedType
            If Python models cannot have it.
        """
        plain = name.strip().lower()
        element = plain.removesuffix("[]").strip()
        element = _ALIASES.get(element, element)
        if element not in _BY_NAME:
            raise UnsupportedType(
                f"expected data_type to be one of {', '.join(_BY_NAME)}, or one of them with "
                f"[] after it, got {name!r}; declare another one"
            )
        return cls(_BY_NAME[element], plain.endswith("[]"))

    @classmethod
    def from_arrow(cls, arrow: pa.DataType) -> Self:
        """Return the type that holds every value of an Arrow type.

        Raises
        ------
        UnsupportedType
            If there is none, as for a list of lists.
        """
        if pa.types.is_dictionary(arrow):
            return cls.from_arrow(arrow.value_type)
        if _is_list(arrow) and not _is_list(arrow.value_type):
            return cls(cls.from_arrow(arrow.value_type).scalar, is_array=True)
        if pa.types.is_timestamp(arrow):
            return cls(_BY_NAME["timestamptz" if arrow.tz else "timestamp"])
        for scalar in _SCALARS:
            if scalar.arrow == arrow:
                return cls(scalar)
        if arrow in _WIDENED:
            return cls(_BY_NAME[_WIDENED[arrow]])
        raise UnsupportedType(f"the Arrow type {arrow} has no Postgres type; cast it in the model")

    @classmethod
    def from_oid(cls, oid: int) -> Self:
        """Return the type as which a column of Postgres's type `oid` is read; text if unknown."""
        for scalar in _SCALARS:
            if oid in (scalar.oid, scalar.array_oid):
                return cls(scalar, is_array=oid == scalar.array_oid)
        return cls.from_name(_READ_AS.get(oid, "text"))


def _is_list(arrow: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(arrow)
        or pa.types.is_large_list(arrow)
        or pa.types.is_fixed_size_list(arrow)
    )
