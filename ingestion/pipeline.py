"""The dlt pipeline: declared tables, a frozen contract, one load package a run."""

import logging
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.schema import Schema

from ingestion.destination import Merge, OneTransactionPostgres
from ingestion.tables import DATASET, TABLES, RawTable

NAME = "segue"
FROZEN = {"tables": "freeze", "columns": "freeze", "data_type": "freeze"}


def load(url: str, folder: Path, tables: Iterable[tuple[str, pa.Table]], merge: Merge) -> None:
    """Load `tables` into schema raw in one transaction, together with what `merge` adds.

    dlt's working folder begins empty: what a killed run left there would be loaded twice, and
    the input is compared with the database anyway.
    """
    shutil.rmtree(folder, ignore_errors=True)
    _configure()
    pipeline = dlt.pipeline(
        NAME,
        destination=OneTransactionPostgres(url, merge),
        dataset_name=DATASET,
        pipelines_dir=str(folder),
    )
    # it warns at each batch that Arrow says text where we say JSON
    logging.getLogger("dlt").setLevel(logging.ERROR)
    try:
        pipeline.run(_source(tables), loader_file_format="csv")
    finally:
        pipeline.deactivate()
        shutil.rmtree(folder, ignore_errors=True)


def declared_schema() -> Schema:
    """Return dlt's schema of the raw tables, so that nothing is inferred from data."""
    schema = Schema(DATASET)
    for table in TABLES.values():
        schema.update_table(
            {"name": table.name, "columns": _columns(table), "write_disposition": "merge",
             "resource": NAME}
        )  # fmt: skip
    schema.set_schema_contract(FROZEN)  # type: ignore[arg-type]
    return schema


def _columns(table: RawTable) -> Any:
    return {
        name: {
            "name": name,
            "data_type": kind,
            "nullable": name not in table.required,
            "primary_key": name in table.full_key,
        }
        for name, kind in table.columns.items()
    }


def _source(tables: Iterable[tuple[str, pa.Table]]) -> Any:
    # Arrow has no JSON: without the hint such a column would be staged as text
    hints = {
        table.name: dlt.mark.make_hints(
            table_name=table.name, write_disposition="merge", columns=_columns(table)
        )
        for table in TABLES.values()
    }

    @dlt.resource(name=NAME)
    def batches() -> Iterator[Any]:
        for name, rows in tables:
            yield dlt.mark.with_hints(rows, hints[name], create_table_variant=True)

    @dlt.source(schema=declared_schema())
    def raw() -> Any:
        return batches

    return raw()


def _configure() -> None:
    dlt.config["runtime.dlthub_telemetry"] = False
    dlt.config["normalize.parquet_normalizer.add_dlt_load_id"] = True
    # compressing took nine tenths of the time of a load, for files that live for seconds
    dlt.config["normalize.data_writer.disable_compression"] = True
    # nothing is kept in dlt's state: what a later run needs to know is in the raw tables
    dlt.config["restore_from_destination"] = False
