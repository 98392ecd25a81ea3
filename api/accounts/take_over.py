"""The move of an anonymous listener's feedback, stations and lists to an account.

It is one statement: it moves everything or nothing, and of two that run at the same time one finds
nothing any more. The profile itself stays, so that a verdict which arrives meanwhile is kept there.
"""

from uuid import UUID

from sqlalchemy import Table, TextClause, text

from api.db.app_tables import AppTable
from api.db.database import fetch_rows, write_rows

PROFILE = "profile_id"
OWNER_KEY = "app.profiles.profile_id"


def take_over(anonymous_id: UUID, profile_id: UUID) -> int:
    """Move all rows of an anonymous profile to an account's; return their number.

    Where both have a verdict on the same track or artist, the newer one stays.
    """
    if anonymous_id == profile_id:
        return 0
    rows = write_rows(_move().bindparams(old=anonymous_id, new=profile_id))
    return int(rows[0].number_of_rows)


def count_rows(profile_id: UUID) -> int:
    """Return how many rows `take_over` would move."""
    counts = " + ".join(
        f"(select count(*) from {table.fullname} where profile_id = :profile)"  # noqa: S608
        for table in personal_tables()
    )
    found = fetch_rows(text(f"select {counts} as number_of_rows"), {"profile": profile_id})
    return int(found[0].number_of_rows)


def personal_tables() -> list[Table]:
    """Return the tables whose rows belong to a profile."""
    return [
        table
        for table in AppTable.metadata.sorted_tables
        if any(key.target_fullname == OWNER_KEY for key in table.foreign_keys)
    ]


def _move() -> TextClause:
    steps = [
        "profile as (insert into app.profiles (profile_id) values (:new) on conflict do nothing)"
    ]
    moved = []
    for table in personal_tables():
        steps += _merge(table) if PROFILE in table.primary_key.columns else [_update(table)]
        moved.append(f"(select count(*) from moved_{table.name})")  # noqa: S608
    return text(f"with {', '.join(steps)} select {' + '.join(moved)} as number_of_rows")


def _update(table: Table) -> str:
    return (
        f"moved_{table.name} as (update {table.fullname} set profile_id = :new "  # noqa: S608
        "where profile_id = :old returning profile_id)"
    )


def _merge(table: Table) -> list[str]:
    """Return the steps for a table of one row per profile and track, artist or the like."""
    key = [column.name for column in table.primary_key.columns]
    names = [column.name for column in table.columns]
    others = [name for name in names if name != PROFILE]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return [
        f"moved_{table.name} as ("  # noqa: S608
        f"delete from {table.fullname} where profile_id = :old returning *)",
        f"kept_{table.name} as ("  # noqa: S608
        f"insert into {table.fullname} as present ({PROFILE}, {', '.join(others)}) "
        f"select :new, {', '.join(others)} from moved_{table.name} "
        f"on conflict ({', '.join(key)}) do update set {changes} "
        "where excluded.updated_at > present.updated_at)",
    ]
