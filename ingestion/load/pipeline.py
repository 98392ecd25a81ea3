"""The dlt pipeline: declared tables, a frozen contract, one load package a run."""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import dlt
from dlt.common.schema import Schema

from ingestion.load.copy_loader import CopyLoader, Execute
from ingestion.load.csv_chunks import ChangedRows, CsvChunk, CsvChunkWriter
from ingestion.load.destination import OneTransactionPostgres
from ingestion.load.tables import DATASET, TABLES, RawTable

NAME = "segue"
FROZEN = {"tables": "freeze", "columns": "freeze", "data_type": "freeze"}


def load(
    url: str, folder: Path, changed: Iterable[ChangedRows], finish: Callable[[Execute], None]
) -> None:
    """Load rows into schema raw in one transaction, together with what `finish` does.

    dlt's working folder begins empty: what a killed run left there would be loaded twice, and
    the input is compared with the database anyway.
    """
    shutil.rmtree(folder, ignore_errors=True)
    _configure()
    # it warns of each file that it cannot look into, and of empty settings
    logging.getLogger("dlt").setLevel(logging.ERROR)
    with CopyLoader(url) as loader:
        pipeline = dlt.pipeline(
            NAME,
            destination=OneTransactionPostgres(url, loader, finish),
            dataset_name=DATASET,
            pipelines_dir=str(folder),
        )
        try:
            pipeline.run(_source(changed, loader, folder / "chunks"), loader_file_format="csv")
        finally:
            pipeline.deactivate()
            shutil.rmtree(folder, ignore_errors=True)


def declare_schema() -> Schema:
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


def _source(changed: Iterable[ChangedRows], loader: CopyLoader, folder: Path) -> Any:
    """Return a source that has files copied as they are written, and names their tables to dlt."""

    def written() -> Iterator[CsvChunk]:
        chunks = CsvChunkWriter(folder, dlt.current.load_package_state()["load_id"])
        for some in changed:
            yield from chunks.add(some)
        yield from chunks.rest()

    @dlt.resource(name=NAME)
    def tables() -> Iterator[Any]:
        named: set[str] = set()
        for chunk in written():
            loader.add(chunk)
            if chunk.table in named:  # dlt checks the hints anew each time, for 40 ms
                continue
            named.add(chunk.table)
            hints = dlt.mark.make_hints(
                table_name=chunk.table, write_disposition="merge",
                columns=_columns(TABLES[chunk.table]),
            )  # fmt: skip
            yield dlt.mark.with_hints(
                dlt.mark.materialize_table_schema(), hints, create_table_variant=True
            )

    @dlt.source(schema=declare_schema())
    def raw() -> Any:
        return tables

    return raw()


def _configure() -> None:
    dlt.config["runtime.dlthub_telemetry"] = False
    # nothing is kept in dlt's state: what a later run needs to know is in the raw tables
    dlt.config["restore_from_destination"] = False
