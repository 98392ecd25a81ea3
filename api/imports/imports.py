"""Imports in schema `app`: what the routes ask and write."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from api.db.database import fetch_rows, fetch_value, write_rows
from api.db.import_table import Import
from api.http.pagination import encode_cursor, parse_offset

ENDED = ("done", "failed")
SHOWN = 50


def store_import(
    import_id: UUID, file_name: str, size_bytes: int, with_build: bool
) -> dict[str, Any]:
    """Note a file that waits to be loaded, and return its import."""
    values = {
        "import_id": import_id, "file_name": file_name, "size_bytes": size_bytes,
        "with_build": with_build,
    }  # fmt: skip
    stored = insert(Import).values(values).returning(*Import.__table__.columns)
    return _summary(write_rows(stored)[0])


def count_waiting() -> int:
    """Return how many imports have not ended."""
    return int(fetch_value(select(func.count()).where(Import.state.not_in(ENDED))))


def load_imports() -> list[dict[str, Any]]:
    """Return the newest imports first."""
    newest = select(*Import.__table__.columns).order_by(Import.created_at.desc(), Import.import_id)
    return [_summary(row) for row in fetch_rows(newest.limit(SHOWN))]


def load_import(import_id: UUID) -> dict[str, Any] | None:
    """Return one import, or None if there is none."""
    row = _fetch(import_id)
    return _summary(row) if row is not None else None


def load_problems(import_id: UUID, limit: int, cursor: str | None) -> dict[str, Any] | None:
    """Return a page of what was left out, or None if there is no such import."""
    first = parse_offset(cursor)
    row = _fetch(import_id)
    if row is None:
        return None
    page = row.problems[first : first + limit]
    more = first + limit < len(row.problems)
    return {
        "items": [{"detail": sentence} for sentence in page],
        "next_cursor": encode_cursor(first + limit) if more else None,
    }


def remove_import(import_id: UUID) -> bool:
    """Remove the record of an import that has ended; return whether it is gone."""
    ended = delete(Import).where(Import.import_id == import_id, Import.state.in_(ENDED))
    write_rows(ended.returning(Import.import_id))
    return _fetch(import_id) is None


def _fetch(import_id: UUID) -> Any:
    rows = fetch_rows(select(*Import.__table__.columns).where(Import.import_id == import_id))
    return rows[0] if rows else None


def _summary(row: Any) -> dict[str, Any]:
    names = (
        "import_id", "file_name", "size_bytes", "with_build", "state", "rows_read",
        "number_of_problems", "error", "created_at", "started_at", "finished_at",
    )  # fmt: skip
    report = row.report or {}
    return {
        **{name: getattr(row, name) for name in names},
        "sources": [_source(run) for run in report.get("runs", [])],
        "new_songs": report.get("new_songs"),
    }


def _source(run: dict[str, Any]) -> dict[str, Any]:
    counts = ("found", "new", "changed", "unchanged", "missing", "failed")
    return {
        "source": run["source"],
        "status": run["status"],
        "tables": [
            {"table": table, **{name: found[name] for name in counts}}
            for table, found in run["tables"].items()
            if any(found.values())
        ],
    }
