#!/usr/bin/env bash
# dlt 1.31.0 with duckdb 2.0.1 and pyarrow 26.0.1: the same two rows give different tables as an
# Arrow table and as dictionaries.
#
# Behaviour: from dictionaries, dlt puts a list into a child table, gives each row a `_dlt_load_id`
#   and a `_dlt_id`, and leaves out a column that is null in every row. From an Arrow table, dlt
#   puts the list into a JSON column, gives no row a load id, and creates the column of nulls.
# One would expect: the same tables from the same rows; at least, that every row can be traced to
#   its load in `_dlt_loads`.
# Source: dlt's documentation, page "Arrow Table / Pandas": Arrow data bypasses many of the steps
#   that dictionaries go through; `add_dlt_load_id` of `normalize.parquet_normalizer` is opt-in.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  dlt==1.31.0 duckdb==2.0.1 pyarrow==26.0.1 || exit 2

cat > see.py <<'PYTHON'
import os
import sys

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt
import pyarrow as pa

ROWS = [
    {"id": 1, "genres": ["jazz", "soul"], "note": None},
    {"id": 2, "genres": ["rock"], "note": None},
]
SCHEMA = pa.schema([("id", pa.int64()), ("genres", pa.list_(pa.string())), ("note", pa.string())])
COLUMNS = """
    select table_name, string_agg(column_name, ' ' order by ordinal_position)
    from information_schema.columns
    where table_schema = 'raw' and table_name like 'from%' group by 1 order by 1
"""

pipeline = dlt.pipeline(
    "finding", destination=dlt.destinations.duckdb("finding.duckdb"), dataset_name="raw",
    pipelines_dir="pipelines",
)
pipeline.run(ROWS, table_name="from_dicts")
pipeline.run(pa.Table.from_pylist(ROWS, SCHEMA), table_name="from_arrow")
with pipeline.sql_client() as client:
    tables = dict(client.execute_sql(COLUMNS))
for name, columns in tables.items():
    print(f"{name}: {columns}")
as_stated = (
    tables["from_arrow"] == "id genres note"
    and tables["from_dicts"] == "id _dlt_load_id _dlt_id"
    and "from_dicts__genres" in tables
    and "from_arrow__genres" not in tables
)
sys.exit(0 if as_stated else 1)
PYTHON
venv/bin/python see.py
