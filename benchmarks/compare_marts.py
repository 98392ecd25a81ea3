"""Compares the marts that two commits built from the same input: the same rows, or which differ.

    python -m benchmarks.compare_marts BEFORE_URL AFTER_URL

Each URL is that of a database (`segue db url`), built from the same input by one of the
commits. Tables and columns that were renamed between 0.1.0 and 0.2.0 are mapped.
"""

import sys
from collections import Counter

import psycopg
from psycopg import sql

RENAMED_TABLES = {"taste_memberships": "training_memberships"}
RENAMED_COLUMNS = {"sound": "audio", "prior": "popularity", "fallback": "cold_start_source"}
RENAMED_IN = {("track_vectors", "number_of_playlists"): "number_of_training_playlists"}
# a session was told from a playlist by a prefix of its id before it had a column for that
PREFIXED_PLAYLISTS = "case kind when 'session' then 'session:' else '' end || playlist_id"
# a hash of the code, and when a row was loaded: other in every build
VARYING = {"model_version", "membership_id", "joined_at", "left_at", "run_id", "evaluated_at"}
# names of parameters and metrics are values, and were renamed as a whole
NOT_COMPARED = {"recommendation_parameters", "recommendation_quality"}
N_SHOWN = 3
Rows = Counter[tuple[str | None, ...]]


def main(before_url: str, after_url: str) -> int:
    """Print one line for each mart of the first database; return 1 if any differs."""
    n_different = 0
    with psycopg.connect(before_url) as before, psycopg.connect(after_url) as after:
        after_tables = columns_by_table(after)
        for table, columns in columns_by_table(before).items():
            if table in NOT_COMPARED:
                continue
            new_table = RENAMED_TABLES.get(table, table)
            pairs = shared_columns(table, columns, after_tables.get(new_table, []))
            if not pairs:
                print(f"{table}: gone")
                continue
            old_rows = rows_of(before, table, [old for old, _ in pairs])
            new_rows = rows_of(after, new_table, [new for _, new in pairs])
            n_different += report(new_table, pairs, old_rows, new_rows)
    return 1 if n_different else 0


def columns_by_table(connection: psycopg.Connection) -> dict[str, list[str]]:
    """Return the columns of each table and view of the schema `marts`."""
    found = connection.execute(
        "select table_name, array_agg(column_name::text order by ordinal_position)"
        " from information_schema.columns where table_schema = 'marts'"
        " group by table_name order by table_name"
    )
    return dict(found.fetchall())


def shared_columns(table: str, before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of old and new names of the columns that can be compared."""
    pairs = []
    for old in before:
        new = RENAMED_IN.get((table, old), old)
        if new not in after:
            new = RENAMED_COLUMNS.get(old, old)
        if new in after and old not in VARYING:
            pairs.append((old, new))
    return pairs


def rows_of(connection: psycopg.Connection, table: str, columns: list[str]) -> Rows:
    """Return the rows of a mart as text, each with how often it is there."""
    is_prefixed = table == RENAMED_TABLES["taste_memberships"]
    texts = [
        sql.SQL(PREFIXED_PLAYLISTS)
        if is_prefixed and name == "playlist_id"
        else sql.SQL("{}::text").format(sql.Identifier(name))
        for name in columns
    ]
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(texts), sql.Identifier("marts", table)
    )
    return Counter(connection.execute(query).fetchall())


def report(table: str, pairs: list[tuple[str, str]], before: Rows, after: Rows) -> bool:
    """Print how the rows of a mart compare, and return whether they differ."""
    gone, came = before - after, after - before
    difference = (
        "the same" if not gone and not came else f"{gone.total():,} gone, {came.total():,} new"
    )
    print(f"{table}: {before.total():,} rows of {len(pairs)} columns, {difference}")
    for sign, rows in (("-", gone), ("+", came)):
        for row in sorted(rows, key=repr)[:N_SHOWN]:
            print(f"  {sign} {', '.join(str(value)[:40] for value in row)}")
    return bool(gone or came)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("expected two database URLs: python -m benchmarks.compare_marts BEFORE AFTER")
    sys.exit(main(sys.argv[1], sys.argv[2]))
