"""`segue backup` and `segue restore`: backups of the database, and its state at an instant."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from segue.errors import WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from segue.backup import Backup, BackupFolder

LATEST = "latest"
Backups = Annotated[
    Path | None, typer.Option("--from", help="The folder of backups; default SEGUE_BACKUP_DIR.")
]
backup = typer.Typer(help="Back up the database, or list the backups.", invoke_without_command=True)


@backup.callback()
def take(
    context: typer.Context,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="Only what changed since the newest backup.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help="The folder of backups; default SEGUE_BACKUP_DIR.")
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(help="Afterwards remove all but this many full backups with what they need."),
    ] = None,
) -> None:
    """Back up the database while it runs; `list` shows what there is."""
    if context.invoked_subcommand is not None:
        return
    from segue.backup import take_backup
    from segue.cli.servers import backup_source

    folder = _folder(to)
    source = backup_source()
    taken = take_backup(source, folder, incremental=incremental, keep=keep)
    for remark in taken.remarks:
        print(remark)
    made = taken.backup
    size = f"{made.number_of_bytes / 2**20:,.1f} MiB"
    seconds = (made.finished_at - made.started_at).total_seconds()
    print(f"{made.kind} backup {made.name} of {made.node}: {size}, {seconds:.1f} s, verified")
    for each in taken.expired:
        print(f"removed {each.name}")


@backup.command("list")
def list_backups(
    directory: Backups = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """List the backups, and from when to when the database can be restored."""
    folder = _folder(directory)
    backups = folder.backups()
    until = folder.archived_until()
    if as_json:
        print(json.dumps(_as_dict(folder, backups), indent=2, default=_as_text))
        return
    if not backups:
        print(f"no backup below {folder.path}; run `segue backup`")
        return
    table = Table("name", "kind", "finished", "MiB", "of", title="Backups", title_justify="left")
    for each in backups:
        size = f"{each.number_of_bytes / 2**20:,.1f}"
        table.add_row(each.name, each.kind, _local(each.finished_at), size, each.node)
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    end = f" to about {_local(until)}, the newest segment of the archived log" if until else ""
    console.print(f"can be restored: from {_local(backups[0].finished_at)}{end}")


@backup.command()
def expire(
    keep: Annotated[int, typer.Option(help="How many full backups remain, with what they need.")],
    directory: Backups = None,
) -> None:
    """Remove old backups without making one, as on a full disk."""
    from segue.backup import Programs, expire
    from segue.connection import embedded

    folder = _folder(directory)
    with folder.lock():
        for each in expire(folder, Programs.find(embedded().location), keep):
            print(f"removed {each.name}")


def restore(
    at: Annotated[str, typer.Option(help="An instant such as 2026-11-29T05:00:00, or `latest`.")],
    directory: Backups = None,
) -> None:
    """Put the database back as it was at an instant; the present data is moved aside."""
    from segue.cli.servers import restore_into

    folder = _folder(directory)
    instant = parse_instant(at)
    wanted = f"at {_local(instant)}" if instant else "at the end of the archived log"
    done = restore_into(folder, instant)
    print(f"restored the database as it was {wanted}, beginning with {done.backup.name}")
    for former in done.former:
        print(f"the former data is in {former}; remove it once nobody needs it")


def parse_instant(text: str) -> datetime | None:
    """Return the instant, in the machine's time zone unless it names one; None for `latest`."""
    if text == LATEST:
        return None
    try:
        instant = datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise WrongUsage(
            f"expected an instant such as 2026-11-29T05:00:00 or 2026-11-29T05:00:00+01:00, or "
            f"{LATEST}, got {text!r}"
        ) from error
    if instant > datetime.now(UTC):
        raise WrongUsage(f"expected an instant in the past, got {_local(instant)}")
    return instant


def _folder(option: Path | None) -> "BackupFolder":
    from segue.backup import BackupFolder

    path = option or settings().backup_dir
    if path is None:
        raise WrongUsage(
            "expected a folder of backups, got none; set SEGUE_BACKUP_DIR, and start the database "
            "again so that it archives its log there"
        )
    return BackupFolder(path)


def _as_dict(folder: "BackupFolder", backups: "list[Backup]") -> dict[str, Any]:
    return {
        "folder": str(folder.path),
        "restorable_from": backups[0].finished_at if backups else None,
        "archived_until": folder.archived_until(),
        "backups": [{**vars(each), "kind": each.kind} for each in backups],
    }


def _local(instant: datetime) -> str:
    return f"{instant.astimezone():%Y-%m-%d %H:%M:%S%z}"


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
