"""The dlt pipeline: declared tables, a frozen contract, one load package a run."""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import dlt
from dlt.common.schema import Schema

from ingestion.load.copy_loader import Copying, Execute
from ingestion.load.csv_chunks import Differing, Portion, Portions
from ingestion.load.destination import OneTransactionPostgres
from ingestion.load.tables import DATASET, TABLES, RawTable

NAME = "segue"
FROZEN = {"tables": "freeze", "columns": "freeze", "data_type": "freeze"}


def load(
    url: str, folder: Path, differing: Iterable[Differing], also: Callable[[Execute], None]
) -> None:
    """Load rows into schema raw in one transaction, together with what `also` does.

    dlt's working folder begins empty: what a killed run left there would be loaded twice, and
    the input is compared with the database anyway.
    """
    shutil.rmtree(folder, ignore_errors=True)
    _configure()
    # it warns of each file that it cannot look into, and of empty settings
    logging.getLogger("dlt").setLevel(logging.ERROR)
    with Copying(url) as copying:
        pipeline = dlt.pipeline(
            NAME,
            destination=OneTransactionPostgres(url, copying, also),
            dataset_name=DATASET,
            pipelines_dir=str(folder),
        )
        try:
            pipeline.run(_source(differing, copying, folder / "portions"), loader_file_format="csv")
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


def _source(differing: Iterable[Differing], copying: Copying, folder: Path) -> Any:
    """Return a source that gives dlt the files as they are written, and has them copied."""

    def written() -> Iterator[Portion]:
        portions = Portions(folder, dlt.current.load_package_state()["load_id"])
        for some in differing:
            yield from portions.add(some)
        yield from portions.rest()

    @dlt.resource(name=NAME)
    def files() -> Iterator[Any]:
        for portion in written():
            copying.add(portion)
            table = TABLES[portion.table]
            hints = dlt.mark.make_hints(
                table_name=table.name, write_disposition="merge", columns=_columns(table)
            )
            marked = dlt.mark.with_file_import(
                str(portion.path), "csv", portion.number_of_rows, hints
            )
            marked.meta.create_table_variant = True
            yield marked

    @dlt.source(schema=declared_schema())
    def raw() -> Any:
        return files

    return raw()


def _configure() -> None:
    dlt.config["runtime.dlthub_telemetry"] = False
    # nothing is kept in dlt's state: what a later run needs to know is in the raw tables
    dlt.config["restore_from_destination"] = False
