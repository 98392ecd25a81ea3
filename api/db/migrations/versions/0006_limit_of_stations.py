"""A limit of the stations of one listener that also holds for requests at the same time.

A statement sees no rows that another one is about to commit, so that a count in the statement that
inserts does not suffice. The trigger waits for the listener's other insert, and counts then.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MAX_STATIONS = 100
FUNCTION = """
create or replace function app.check_number_of_stations() returns trigger
language plpgsql as $$
begin
    perform 1 from app.profiles where profile_id = new.profile_id for no key update;
    if (select count(*) from app.stations where profile_id = new.profile_id) >= tg_argv[0]::int then
        raise exception 'expected at most % stations of a listener, got one more', tg_argv[0]
            using errcode = 'check_violation', constraint = tg_name;
    end if;
    return new;
end
$$
"""
TRIGGER = f"""
create or replace trigger number_of_stations before insert on app.stations
for each row execute function app.check_number_of_stations({MAX_STATIONS})
"""


def upgrade() -> None:
    """Add the trigger; a listener who has more stations already keeps them."""
    op.execute(FUNCTION)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Remove the trigger."""
    op.execute("drop trigger number_of_stations on app.stations")
    op.execute("drop function app.check_number_of_stations()")
