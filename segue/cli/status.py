"""`segue status`: the last loads and build, failures with their first rows, and stale marts."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from segue.connection import database_url

if TYPE_CHECKING:
    from dbt_project.status import Load, Problem, Status

DAYS_UNTIL_OLD = 30  # as the freshness of dbt's source `raw`


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Show the last loads and build, failures and stale marts; exits 1 if something fails."""
    # imported here: a module of the dbt plugin, and dbt takes seconds to import
    from dbt_project.status import warehouse_status

    found = warehouse_status(database_url())
    if as_json:
        print(json.dumps(found.as_dict(), indent=2, default=_as_text))
    else:
        show(found, Console(highlight=False, soft_wrap=True))
    if not found.is_well:
        raise typer.Exit(1)


def show(found: "Status", console: Console) -> None:
    """Print the status for a person."""
    if not found.loads:
        console.print("nothing was loaded yet; run `segue ingest demo`, or another source")
    else:
        console.print(_loads(found.loads))
    if found.last_build is None:
        console.print("nothing was built yet; run `segue build`")
        return
    build = asdict(found.last_build)
    console.print(
        "last build: {when}, {seconds:.1f} s, {number_of_models} models, {number_of_tests} tests, "
        "{number_of_problems} failed{part}".format(
            **build,
            when=_ago(build["finished_at"]),
            part=f" (only {build['selection']})" if build["selection"] else "",
        ),
        markup=False,
    )
    console.print(_freshness(found), markup=False)
    if found.fit_reason:
        console.print(f"parameters of the recommendations {found.fit_reason}", markup=False)
    if found.vectors_reason:
        console.print(f"vectors of the tracks {found.vectors_reason}", markup=False)
    if found.lists_reason:
        console.print(f"lists: {found.lists_reason}", markup=False)
    if found.search_recall is not None:
        console.print(f"recall of the lists: {found.search_recall:.4f}", markup=False)
    for name, reason in found.idle_parameters.items():
        console.print(f"recommender_parameters: {name} has no effect, as {reason}", markup=False)
    for problem in found.problems:
        _show_problem(problem, console)
    if not found.problems:
        console.print("no model and no test fails")


def _freshness(found: "Status") -> str:
    if found.unbuilt_models:
        return f"the marts are not fresh: {', '.join(found.unbuilt_models)} failed to build"
    if found.skipped_models:
        return (
            f"the marts are not fresh: {', '.join(found.skipped_models)} were skipped, as what "
            "they read had failed; run `segue build`"
        )
    if found.unfinished_since is not None:
        return (
            f"the marts are not fresh: a build that began {_ago(found.unfinished_since)} has not "
            "ended; run `segue build`, unless it is still running"
        )
    newer = found.newer_than_the_marts or found.changed_sources
    if newer:
        return f"the marts are older than {' and '.join(newer)}; run `segue build`"
    return "the marts are fresh"


def _loads(loads: "list[Load]") -> Table:
    table = Table("source", "last load", "status", title="Loads", title_justify="left")
    for name in ("new", "changed", "missing", "failed"):
        table.add_column(name, justify="right")
    for load in loads:
        is_old = (datetime.now(UTC) - load.finished_at).days >= DAYS_UNTIL_OLD
        when = _ago(load.finished_at) + (" (old)" if is_old else "")
        figures = (load.new, load.changed, load.missing, load.failed)
        table.add_row(load.source, when, load.status, *(f"{figure:,}" for figure in figures))
    return table


def _show_problem(problem: "Problem", console: Console) -> None:
    counted = f", {problem.number_of_failures:,} rows" if problem.number_of_failures else ""
    console.print(f"{problem.status}: {problem.name}{counted}", markup=False)
    if problem.message:
        console.print(f"  {problem.message.strip().splitlines()[0]}", markup=False)
    if problem.failing_rows_query:
        console.print(f"  all of them: dbt show --select {problem.name}", markup=False)
    for row in problem.rows:
        values = ", ".join(f"{name} {value}" for name, value in row.items())
        console.print(f"    {values}", markup=False)


def _ago(instant: datetime) -> str:
    seconds = (datetime.now(UTC) - instant).total_seconds()
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now" if seconds < 60 else "a minute ago"


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
