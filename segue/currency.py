"""Whether the marts still stand for what is in `raw` and `app`: then `segue up` builds nothing.

The answer lies in the database beside the marts, as the comment of their schema: whoever
drops the marts drops it too.
"""

import hashlib

import psycopg
from psycopg import sql

from segue.settings import settings

SOURCES_OF_THE_BUILD = ("models", "macros", "seeds", "dbt_project", "recommender")
SUFFIXES = {".sql", ".py", ".yml", ".csv", ".md"}
STATE = """
    select
        (select max(inserted_at) from raw._dlt_loads where status = 0),
        (select max(updated_at) from app.feedback),
        (select count(*) from app.feedback),
        (select md5(string_agg(schemaname || '.' || relname, ',' order by schemaname, relname))
            from pg_stat_user_tables where schemaname in ('marts', 'intermediate'))
"""


def is_current(url: str) -> bool:
    """Return whether the marts were built from these very sources, raw rows and verdicts."""
    with psycopg.connect(url) as connection:
        return _noted(connection) == _fingerprint(connection)


def note_build(url: str) -> None:
    """Note that the marts stand for what is there now."""
    with psycopg.connect(url) as connection:
        connection.execute(
            sql.SQL("comment on schema marts is {}").format(sql.Literal(_fingerprint(connection)))
        )


def forget_build(url: str) -> None:
    """Note that the marts do not stand for what is there any more."""
    with psycopg.connect(url) as connection:
        if _noted(connection) is not None:
            connection.execute("comment on schema marts is null")


def _noted(connection: psycopg.Connection) -> str | None:
    row = connection.execute(
        "select obj_description(to_regnamespace('marts')::oid, 'pg_namespace')"
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def _fingerprint(connection: psycopg.Connection) -> str:
    digest = hashlib.sha256()
    loads = connection.execute("select to_regclass('raw._dlt_loads')").fetchone()
    if loads and loads[0]:
        digest.update(repr(connection.execute(STATE).fetchone()).encode())
    root = settings().root
    files = [path for folder in SOURCES_OF_THE_BUILD for path in (root / folder).rglob("*")]
    for path in sorted([*files, root / "dbt_project.yml"]):
        if path.suffix in SUFFIXES and path.is_file():
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return f"built from {digest.hexdigest()}"
