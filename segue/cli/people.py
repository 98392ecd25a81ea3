"""`segue user` and `segue token`: the accounts of people, and the tokens of their programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from segue.cli.prepare import prepare
from segue.connection import database_url
from segue.errors import WrongUsage

user = typer.Typer(help="Accounts of people.", no_args_is_help=True)
token = typer.Typer(help="API tokens of programs.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of the account.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(help="Read the password from the first line of a file, or of - as the input."),
]
STANDARD_INPUT = Path("-")
ALL_SCOPES = ("read", "feedback", "admin")


@user.command("add")
def add_user(
    name: Name,
    owner: Annotated[
        bool, typer.Option("--owner", help="Make an owner; the first is one.")
    ] = False,
    password_file: PasswordFile = None,
) -> None:
    """Add an account; its password is asked for, or read from a file."""
    with _accounts():
        from api.accounts.accounts import add_account, list_accounts

        is_owner = owner or not list_accounts()
        added = add_account(name, _read_password(password_file), is_owner=is_owner)
        print(f"added {added.name}{', the owner' if added.is_owner else ''}")


@user.command("list")
def list_users() -> None:
    """List the accounts."""
    with _accounts():
        from api.accounts.accounts import list_accounts

        rows = list_accounts()
    table = Table("name", "owner", "password", "Spotify", "verdicts", "tokens", "since")
    for row in rows:
        marks = ["yes" if has else "" for has in (row.is_owner, row.has_password, row.has_spotify)]
        counts = [f"{row.number_of_verdicts:,}", f"{row.number_of_tokens:,}"]
        table.add_row(row.name, *marks, *counts, f"{row.created_at:%Y-%m-%d}")
    Console().print(table)


@user.command("password")
def change_password(
    name: Name,
    password_file: PasswordFile = None,
    revoke_access: Annotated[
        bool, typer.Option("--revoke-access", help="Also revoke its tokens, disconnect Spotify.")
    ] = False,
) -> None:
    """Set a new password; it ends all sessions of the account, and no token."""
    with _accounts():
        from api.accounts.accounts import get_account, store_password

        account = get_account(name)
        store_password(account.account_id, _read_password(password_file), revoke_access)
        print(f"changed; {account.name} has to sign in again")


@user.command("remove")
def remove_user(
    name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Remove an account with its feedback, stations, sessions and tokens."""
    with _accounts():
        from api.accounts.accounts import get_account, remove_account
        from api.accounts.take_over import count_rows

        account = get_account(name)
        lost = count_rows(account.profile_id)
        if not yes:
            typer.confirm(f"remove {account.name} with {lost:,} verdicts and stations?", abort=True)
        remove_account(account.account_id)
        print(f"removed {account.name} with {lost:,} verdicts and stations")


@token.command("create")
def create_token(
    name: Name,
    scope: Annotated[list[str], typer.Option(help="read, feedback or admin; may be repeated.")],
    label: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    days: Annotated[
        int | None, typer.Option(help="How long it is valid; default for ever.")
    ] = None,
) -> None:
    """Print a new API token of an account; it is shown this once."""
    if unknown := set(scope) - set(ALL_SCOPES):
        raise WrongUsage(f"expected {', '.join(ALL_SCOPES)} as --scope, got {min(unknown)}")
    if days is not None and days < 1:
        raise WrongUsage(f"expected --days of 1 or more, got {days}")
    with _accounts():
        from api.accounts.accounts import get_account
        from api.accounts.tokens import add_token

        print(add_token(get_account(name).account_id, label, scope, days)[1])


@token.command("list")
def list_all_tokens(name: Name) -> None:
    """List the API tokens of an account, without their secrets."""
    with _accounts():
        from api.accounts.accounts import get_account
        from api.accounts.tokens import list_tokens

        rows = list_tokens(get_account(name).account_id)
    table = Table("id", "label", "scopes", "since", "expires", "last used")
    for row in rows:
        times = (row.created_at, row.expires_at, row.last_used_at)
        dates = [f"{time:%Y-%m-%d}" if time else "never" for time in times]
        table.add_row(str(row.token_id), row.label, " ".join(row.scopes), *dates)
    Console().print(table)


@token.command("revoke")
def revoke(
    name: Name, token_id: Annotated[str, typer.Argument(help="As `segue token list` shows it.")]
) -> None:
    """Revoke an API token of an account."""
    from uuid import UUID

    with _accounts():
        from api.accounts.accounts import get_account
        from api.accounts.tokens import revoke_token

        account = get_account(name)
        try:
            was_there = revoke_token(account.account_id, UUID(token_id))
        except ValueError:
            was_there = False
    if not was_there:
        raise WrongUsage(f"expected the id of a token of {account.name}, got {token_id}")
    print("revoked")


@contextmanager
def _accounts() -> Iterator[None]:
    """Give the functions of `api.accounts` the database they need."""
    import api

    url = database_url()
    prepare(url)
    with api.create_app(url, SECRET_KEY="unused").app_context():  # noqa: S106
        yield


def _read_password(file: Path | None) -> str:
    """Return a new password; never from an argument, which other accounts can see."""
    if file is None:
        if not sys.stdin.isatty():
            raise WrongUsage(
                "expected a terminal to ask for the password, got none; use --password-file"
            )
        prompted: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return prompted
    try:
        text = sys.stdin.readline() if file == STANDARD_INPUT else file.read_text()
    except OSError as error:
        raise WrongUsage(f"expected a file with the password, got {error}") from error
    return text.splitlines()[0] if text else ""
