"""Rows on their way to `raw`: what a source yields, and the columns that every row carries."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from ingestion.load.tables import OWN_KEY, TABLES, RawTable

ARROW_TYPES = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "json": pa.string(),
}
SEPARATOR, NULL = "\x1f", "\x1e"


@dataclass(frozen=True)
class Batch:
    """Some rows of one raw table from one provider: its content, without the row's own columns."""

    table: str
    provider: str
    rows: pa.Table
    # groups of which these and other rows of the run are all there are, be it none
    replaces: tuple[tuple[object, ...], ...] = ()


def build_content_schema(table: RawTable) -> pa.Schema:
    """Return the Arrow schema of what a source yields for `table`."""
    content = {**table.content, "_payload": "json"}
    return pa.schema([pa.field(name, ARROW_TYPES[kind]) for name, kind in content.items()])


def build_batch(table: str, provider: str, columns: Mapping[str, Any], length: int) -> Batch:
    """Return a batch from the columns that there are; the others are null."""
    schema = build_content_schema(TABLES[table])
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"raw.{table} has no column {', '.join(sorted(unknown))}")
    arrays = [
        pa.nulls(length, field.type) if columns.get(field.name) is None
        else _as_type(columns[field.name], field.type)
        for field in schema
    ]  # fmt: skip
    return Batch(table, provider, pa.table(arrays, schema=schema))


def build_batch_from_rows(table: str, provider: str, rows: Iterable[Mapping[str, Any]]) -> Batch:
    """Return a batch from dictionaries; columns of type json are given as Python values."""
    schema, dictionaries = build_content_schema(TABLES[table]), list(rows)
    present = set().union(*dictionaries)
    is_json = {name for name, kind in TABLES[table].columns.items() if kind == "json"}
    arrays = []
    for field in schema:
        if field.name not in present:
            arrays.append(pa.nulls(len(dictionaries), field.type))
            continue
        values = [row.get(field.name) for row in dictionaries]
        if field.name in is_json:
            values = list(map(write_json, values))
        arrays.append(_build_array(values, field.type))
    return Batch(table, provider, pa.table(arrays, schema=schema))


def build_empty_batch(table: str, provider: str, groups: Iterable[object]) -> Batch:
    """Return a batch without rows that replaces the `groups`, by the first of their columns."""
    none = build_content_schema(TABLES[table]).empty_table()
    return Batch(table, provider, none, tuple((group,) for group in groups))


def write_json(value: Any) -> str | None:
    """Return `value` as JSON that `jsonb` accepts: no NUL, no half a surrogate, no infinity."""
    if value is None:
        return None
    try:
        text = _dump(value)
    except ValueError:  # a number that is none
        return _dump(_to_storable(value))
    if "\\u0000" in text or not _is_utf8(text):
        text = _dump(_to_storable(value))
    return text


def add_own_columns(
    table: RawTable, source: str, provider: str, fetched_at: datetime, rows: pa.Table
) -> pa.Table:
    """Return `rows` with where they come from, when, and the hash of what they say."""
    hashes = hash_rows([rows.column(name) for name in (*table.content, "_payload")])
    own = {
        "_source": pa.repeat(pa.scalar(source), rows.num_rows),
        "_provider": pa.repeat(pa.scalar(provider), rows.num_rows),
        "_fetched_at": pa.repeat(pa.scalar(fetched_at, ARROW_TYPES["timestamp"]), rows.num_rows),
        "_row_hash": pa.array(hashes.view(np.int64)),
        "_payload": rows.column("_payload"),
    }
    columns = {name: rows.column(name) for name in table.content}
    schema = pa.schema([
        pa.field(name, ARROW_TYPES[kind], nullable=name not in table.required)
        for name, kind in table.columns.items() if name != "_dlt_load_id"
    ])  # fmt: skip
    return pa.table({**own, **columns}).select(schema.names).cast(schema)


def hash_keys(table: RawTable, provider: str, rows: pa.Table) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each row's key."""
    keys = [name for name in table.full_key if name not in OWN_KEY]
    prefix = pa.repeat(pa.scalar(provider), rows.num_rows)
    return hash_rows([prefix, *(rows.column(name) for name in keys)])


def hash_rows(columns: list[pa.ChunkedArray | pa.Array]) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each row over `columns`; null differs from empty."""
    texts = [_hashable(column).cast(pa.string()) for column in columns]
    joined = pc.binary_join_element_wise(
        *texts, SEPARATOR, null_handling="replace", null_replacement=NULL
    )
    digests = map(xxh3_64_intdigest, joined.cast(pa.binary()).to_pylist())
    return np.fromiter(digests, np.uint64, count=len(joined))


def _hashable(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    # the text of a number or an instant may change with the library's version; its bits do not
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_floating(whole.type) or pa.types.is_timestamp(whole.type):
        return whole.view(pa.int64())
    return whole


def _build_array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return values as Postgres can hold them; nearly always they are so already."""
    if kind != pa.string():
        return pa.array(map(_to_storable, values) if kind == pa.float64() else values, kind)
    try:
        texts = pa.array(values, kind)
    except UnicodeEncodeError:  # half a surrogate
        return pa.array(map(_to_storable, values), kind)
    if pc.any(pc.match_substring(texts, "\x00")).as_py():
        return pa.array(map(_to_storable, values), kind)
    return texts


def _as_type(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == kind else values.cast(kind)
    return pa.array(values, kind)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _to_storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")  # as UTF-8 does
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {_to_storable(key): _to_storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_to_storable(item) for item in value]
    return value
