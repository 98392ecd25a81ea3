"""Deletion of the rows of a source, or of the bodies of an API after a time."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from ingestion.load.raw_schema import ensure_raw_schema
from ingestion.load.tables import DATASET, TABLES
from ingestion.registry import SOURCES, find_source
from segue.errors import WrongUsage
from segue.locks import hold_lock
from segue.settings import settings

STAGING = f"{DATASET}_staging"
# tables with a column `source`; the counts of runs and requests stay, as they hold nothing personal
LOGGED = ("_rejected", "_api_answers", "_api_entities", "_api_marks")
IMPORTS = ("app", "imports")
SIGN_INS = {"spotify": ("app", "spotify_tokens")}


@dataclass
class ForgetSummary:
    """How many rows of which table were deleted; only tables that held any are named."""

    source: str
    tables: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Return how many rows were deleted, over all tables."""
        return sum(self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for a machine to read."""
        return {**asdict(self), "seconds": round(self.seconds, 3), "rows": self.rows}


def forget(source: str, url: str) -> ForgetSummary:
    """Delete the rows of `source` from every raw table and dlt's staging, and its sign-in.

    It is one transaction, and waits for a running ingest; the figures in `raw._runs` stay.

    Raises
    ------
    WrongUsage
        If there is no such source; the message lists the known ones.
    """
    find_source(source)
    ensure_raw_schema(url)
    summary, started = ForgetSummary(source), time.monotonic()
    folder = settings().home / "dlt"
    with hold_lock("ingest", url, folder) as connection:
        with connection.transaction():
            for place, column in _places(connection, source):
                _delete(connection, place, column, summary)
            _delete_reports(connection, summary)
        # what a killed ingest was about to load
        shutil.rmtree(folder / "work", ignore_errors=True)
    summary.seconds = time.monotonic() - started
    return summary


def expire_payloads(url: str, days: int) -> dict[str, int]:
    """Empty `_payload` of an API's rows older than `days` days; return how many, by table.

    Extra columns of files stay until `forget`. The typed columns stay, and so does the hash of
    the row, so that an unchanged row is not stored again. Answers stored for the next run are
    deleted as well.

    Raises
    ------
    WrongUsage
        If `days` is below 0.
    """
    if days < 0:
        raise WrongUsage(f"expected a number of days from 0, got {days}; keep at least 0 days")
    ensure_raw_schema(url)
    expired: dict[str, int] = {}
    of_apis = [name for name, source in SOURCES.items() if not source.reads_files]
    with hold_lock("ingest", url, settings().home / "dlt") as connection, connection.transaction():
        for name in TABLES:
            statement = sql.SQL(
                "update {} set _payload = null where _payload is not null"
                " and _source = any(%s) and _fetched_at < now() - make_interval(days => %s)"
            ).format(sql.Identifier(DATASET, name))
            expired[name] = connection.execute(statement, (of_apis, days)).rowcount
        if _exists(connection, (DATASET, "_api_answers")):
            expired["_api_answers"] = connection.execute(
                "delete from raw._api_answers"
                " where answered_at < now() - make_interval(days => %s)", (days,)
            ).rowcount  # fmt: skip
    return {name: count for name, count in expired.items() if count}


def _places(
    connection: psycopg.Connection, source: str
) -> Iterator[tuple[tuple[str, str], str | None]]:
    """Yield each table that may hold rows of `source`, and the column that says so."""
    for name in TABLES:
        yield (DATASET, name), "_source"
    places: list[tuple[tuple[str, str], str | None]] = [
        *(((STAGING, name), "_source") for name in TABLES),
        *(((DATASET, name), "source") for name in LOGGED),
    ]
    if source in SIGN_INS:
        places.append((SIGN_INS[source], None))
    yield from (place for place in places if _exists(connection, place[0]))


def _delete_reports(connection: psycopg.Connection, summary: ForgetSummary) -> None:
    """Delete the reports of files that this source read a part of: they quote what was refused."""
    if not _exists(connection, IMPORTS):
        return
    deleted = connection.execute(
        sql.SQL("delete from {} where finished_at is not null and report @> %s").format(
            sql.Identifier(*IMPORTS)
        ),
        (Jsonb({"runs": [{"source": summary.source}]}),),
    ).rowcount
    if deleted:
        summary.tables[".".join(IMPORTS)] = deleted


def _exists(connection: psycopg.Connection, table: tuple[str, str]) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", (".".join(table),)).fetchone()
    return row == (True,)


def _delete(
    connection: psycopg.Connection, table: tuple[str, str], column: str | None,
    summary: ForgetSummary,
) -> None:  # fmt: skip
    statement = sql.SQL("delete from {}").format(sql.Identifier(*table))
    values: tuple[str, ...] = ()
    if column:
        statement += sql.SQL(" where {} = %s").format(sql.Identifier(column))
        values = (summary.source,)
    deleted = connection.execute(statement, values).rowcount
    if deleted:
        summary.tables[".".join(table)] = deleted
