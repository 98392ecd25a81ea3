"""Routes of the owner: the accounts of all people."""

from typing import Any, NoReturn
from uuid import UUID

from apiflask import APIBlueprint

from api.accounts.accounts import (
    AccountError,
    NameTaken,
    add_account,
    list_accounts,
    remove_account,
    store_password,
)
from api.accounts.person import require_person
from api.accounts.schemas import AccountBody, AccountList, ListedAccount, NewPasswordBody
from api.http.problems import raise_problem

bp = APIBlueprint("people", __name__)
OWN: dict[int | str, Any] = {409: "This is the own account of the owner."}


@bp.get("/accounts")
@bp.output(AccountList)
def get_accounts() -> Any:
    """Return all accounts; only for the owner."""
    return {"items": [row._asdict() for row in list_accounts()]}


@bp.post("/accounts")
@bp.input(AccountBody)
@bp.output(ListedAccount, status_code=201)
@bp.doc(responses={409: "Another account has this name.", 415: ""})
def post_account(json_data: AccountBody) -> Any:
    """Add an account; only for the owner. It is no owner: `segue user add --owner` makes those."""
    try:
        account_id = add_account(json_data.name, json_data.password).account_id
    except NameTaken as error:
        raise_problem(409, str(error))
    except AccountError as error:
        raise_problem(422, str(error))
    added = list_accounts(account_id)
    return added[0]._asdict() if added else _raise_unknown(account_id)


@bp.put("/accounts/<uuid:account_id>/password")
@bp.input(NewPasswordBody)
@bp.doc(responses={**OWN, 204: "The password is set; all sessions have ended.", 404: "", 415: ""})
def put_account_password(account_id: UUID, json_data: NewPasswordBody) -> tuple[str, int]:
    """Set the password of another account; only for the owner. It ends all sessions there."""
    _check_is_another(account_id, "PUT /api/v1/account/password")
    try:
        changed = store_password(account_id, json_data.new_password, json_data.revoke_access)
    except AccountError as error:
        raise_problem(422, str(error))
    if changed is None:
        _raise_unknown(account_id)
    return "", 204


@bp.delete("/accounts/<uuid:account_id>")
@bp.doc(responses={**OWN, 204: "There is no such account any more."})
def delete_account(account_id: UUID) -> tuple[str, int]:
    """Remove another account with its feedback, stations and tokens; only for the owner."""
    _check_is_another(account_id, "`segue user remove`")
    remove_account(account_id)
    return "", 204


def _check_is_another(account_id: UUID, remedy: str) -> None:
    """End the request if the owner's own account is meant: a stolen session could lock them out."""
    if account_id == require_person().account_id:
        raise_problem(409, f"expected the account of somebody else, got your own; use {remedy}")


def _raise_unknown(account_id: UUID) -> NoReturn:
    raise_problem(
        404, f"expected the id of an account, got {account_id}; GET /api/v1/accounts has all"
    )
