"""A database with many times the tracks of another one, without a build that takes hours.

python -m benchmarks.many_tracks --url URL [--copies N]

URL is a database that was built, and is left as it is; the new one beside it is named `…_many`.
Each copy of a track has words of its own title, of another one, and one that few tracks have. The
lists, vectors and playlists of a copy are those of the track, among the tracks of the same copy.
"""

import argparse
from contextlib import suppress

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

COPIES = 42  # of 28,356 tracks: 1.2 million
LISTED = 5  # tracks of each list, to save disk
COPIED = "{column} || '-' || copy"
OTHER_TITLE = """(
    select other.track_name from marts.fact_tracks as other
    where other.track_id >= md5(original.track_id || copy) collate "C"
    order by other.track_id collate "C" limit 1
)"""
RARE = "left(translate(md5(original.track_id || copy % 4), '0123456789', 'ghijklmnop'), 7)"
TITLE = f"concat_ws(' ', original.track_name, {OTHER_TITLE}, {RARE})"
SEARCHED = f"concat_ws(' ', original.search_text, lower({OTHER_TITLE}), {RARE})"
# what differs in a copy; the other columns are those of the track
TABLES: dict[str, dict[str, str]] = {
    "fact_tracks": {
        "track_id": COPIED,
        "track_name": TITLE,
        "search_text": SEARCHED,
        "recording_id": COPIED,
        "recording_key": COPIED,
        "canonical_track_id": COPIED,
        "isrc": "null",
    },
    "artist_tracks": {"track_id": COPIED},
    "track_vectors": {"track_id": COPIED, "vector": "null"},
    "recommendations": {"track_id": COPIED, "recommended_track_id": COPIED},
    "training_memberships": {"track_id": COPIED, "playlist_id": COPIED},
    "playlist_tracks": {"track_id": COPIED, "playlist_id": COPIED},
}
# the keys are dropped while rows are copied
KEYS = (
    "fact_tracks (track_id)",
    "artist_tracks (track_id)",
    "dim_artists (artist_id)",
    "dim_albums (album_id)",
    "track_vectors (track_id)",
    "dim_audio_features (af_track_id)",
    "recommendations (track_id, rank)",
)
WITHOUT_KEYS = """
select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname)
from pg_constraint where connamespace = 'marts'::regnamespace and contype in ('f', 'p', 'u', 'c')
"""
NOT_NULL = """
select format('alter table marts.%%I alter column %%I drop not null', table_name, column_name)
from information_schema.columns where table_schema = 'marts' and is_nullable = 'NO'
and table_name = any(%s)
"""
COLUMNS = """
select column_name from information_schema.columns
where table_schema = 'marts' and table_name = %s order by ordinal_position
"""


def main() -> None:
    """Make the database and print its address, without the password."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_tracks", description=__doc__)
    parser.add_argument("--url", required=True, help="a database that was built")
    parser.add_argument("--copies", type=int, default=COPIES)
    options = parser.parse_args()
    url = multiply(options.url, options.copies)
    print(f"made {conninfo_to_dict(url)['dbname']}")


def multiply(url: str, copies: int) -> str:
    """Copy the database, with so many copies of each track, and return the address."""
    name = f"{conninfo_to_dict(url)['dbname']}_many"
    with psycopg.connect(url, autocommit=True) as connection:
        source = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
        target = sql.Identifier(name)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(target))
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template {}").format(target, source))
    new = make_conninfo(url, dbname=name)
    with psycopg.connect(new, autocommit=True) as connection:
        for (statement,) in connection.execute(WITHOUT_KEYS).fetchall():
            with suppress(psycopg.errors.UndefinedObject):  # it went with another one
                connection.execute(statement)
        for (statement,) in connection.execute(NOT_NULL, (list(TABLES),)).fetchall():
            connection.execute(statement)
        connection.execute('create index on marts.fact_tracks (track_id collate "C")')
        connection.execute("delete from marts.recommendations where rank > %s", (LISTED,))
        for table, changed in TABLES.items():
            _copy(connection, table, changed, copies)
        for columns in KEYS:
            connection.execute(f"create index on marts.{columns}")
        connection.execute("vacuum analyze")
    return new


def _copy(connection: psycopg.Connection, table: str, changed: dict[str, str], copies: int) -> None:
    names = [row[0] for row in connection.execute(COLUMNS, (table,)).fetchall()]
    values = [
        changed.get(name, "original.{column}").replace("{column}", f"original.{name}")
        if name in changed
        else f"original.{name}"
        for name in names
    ]
    connection.execute(
        f"insert into marts.{table} ({', '.join(names)}) "  # noqa: S608
        f"select {', '.join(values)} from marts.{table} as original "
        f"cross join generate_series(1, {copies - 1}) as copy"
    )


if __name__ == "__main__":
    main()
