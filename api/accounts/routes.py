"""Routes to sign in and out, and of the own account and its tokens."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint, HTTPError
from flask import Response, after_this_request, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from api.accounts import spotify
from api.accounts.accounts import AccountError, find_account, store_password
from api.accounts.passwords import verify_password
from api.accounts.person import account_state, require_person, sign_in_to
from api.accounts.schemas import (
    AccountState,
    NewToken,
    PasswordBody,
    SignInBody,
    SpotifyAddress,
    SpotifySignInBody,
    TokenBody,
    TokenList,
)
from api.accounts.sessions import end_session
from api.accounts.sign_in import check_tries, forget_tries, verify_sign_in
from api.accounts.tokens import add_token, list_tokens, revoke_token
from api.accounts.with_spotify import account_of_spotify
from api.http.identity import current_person, session_secret, set_session_cookie
from api.http.problems import raise_problem

bp = APIBlueprint("accounts", __name__)
PAGE = "/account"  # of the app


@bp.get("/account")
@bp.output(AccountState)
def get_account() -> Any:
    """Return who is signed in, and what is possible without signing in."""
    return account_state()


@bp.post("/account/session")
@bp.input(SignInBody)
@bp.output(AccountState)
@bp.doc(responses=[401, 403, 415])
def sign_in(json_data: SignInBody) -> Any:
    """Sign in with a name and a password; the response sets the cookie of a new session."""
    account = verify_sign_in(json_data.name, json_data.password)
    sign_in_to(account, json_data.take_over)
    return account_state()


@bp.delete("/account/session")
@bp.doc(responses={204: "This browser is not signed in any more.", 403: ""})
def sign_out() -> tuple[str, int]:
    """Sign out: end the session of this browser, if it has one."""
    if secret := session_secret():
        end_session(secret)
        after_this_request(_send_no_session)
    return "", 204


@bp.put("/account/password")
@bp.input(PasswordBody)
@bp.doc(responses={204: "The password is changed; all other sessions have ended.", 415: ""})
def put_password(json_data: PasswordBody) -> tuple[str, int]:
    """Change the password; it ends all other sessions of the account, and no token."""
    person = require_person()
    check_tries(person.name)
    account = find_account(person.name)
    stored = account.password_hash if account else None
    if not verify_password(stored, json_data.current_password):
        raise_problem(403, "expected the current password of the account, got another; try again")
    forget_tries(person.name)
    try:
        account = store_password(person.account_id, json_data.new_password, former=stored)
    except AccountError as error:
        raise_problem(422, str(error))
    if account is None:  # the owner, or another session, has set one since it was verified
        raise_problem(
            403, "expected the current password, got one that has just changed; try again"
        )
    if session_secret():
        sign_in_to(account, with_feedback=False)
    return "", 204


@bp.post("/account/spotify")
@bp.input(SpotifySignInBody)
@bp.output(SpotifyAddress)
@bp.doc(responses=[403, 404, 409, 415])
def begin_spotify_sign_in(json_data: SpotifySignInBody) -> Any:
    """Begin to sign in with Spotify, or to connect the account that is signed in with it."""
    person = current_person()
    url, attempt = spotify.begin(json_data.take_over, str(person.account_id) if person else None)

    @after_this_request
    def remember(response: Response) -> Response:
        spotify.remember(response, attempt)
        return response

    return SpotifyAddress(url=url)


@bp.get("/account/spotify/callback")
@bp.doc(responses={302: "Back to the app; `spotify` in the address says why it failed."}, hide=True)
def end_spotify_sign_in() -> BaseResponse:
    """End a sign-in: Spotify leads the browser here."""
    try:
        attempt, spotify_id, name = spotify.finish(
            request.args.get("code"), request.args.get("state")
        )
        sign_in_to(account_of_spotify(attempt, spotify_id, name), attempt.take_over)
        outcome = "connected" if attempt.account_id else "done"
    except spotify.SpotifySignInError as error:
        outcome = error.reason
    response = redirect(f"{request.script_root}{PAGE}?spotify={outcome}")
    spotify.remember(response, None)
    return response


@bp.get("/account/tokens")
@bp.output(TokenList)
def get_tokens() -> Any:
    """Return the API tokens of the account, without their secrets."""
    return {"items": [row._asdict() for row in list_tokens(require_person().account_id)]}


@bp.post("/account/tokens")
@bp.input(TokenBody)
@bp.output(NewToken, status_code=201)
@bp.doc(responses=[415])
def post_token(json_data: TokenBody) -> Any:
    """Make an API token; nothing shows it again. A token can pass on only scopes that it has."""
    person = require_person()
    if missing := set[str](json_data.scopes) - person.scopes:
        raise HTTPError(
            403,
            f"expected scopes of this token, got {min(missing)} as well; "
            "sign in, or run `segue token create`",
        )
    token_id, token = add_token(
        person.account_id, json_data.label, json_data.scopes, json_data.days
    )
    return NewToken(token_id=token_id, token=token)


@bp.delete("/account/tokens/<token_id>")
@bp.doc(responses={204: "The token is not valid any more."})
def delete_token(token_id: str) -> tuple[str, int]:
    """Revoke an API token of the account, if it has one with this id."""
    try:
        revoke_token(require_person().account_id, UUID(token_id))
    except ValueError:
        raise_problem(404, f"expected the id of a token, got {token_id[:100]!r}; see the list")
    return "", 204


def _send_no_session(response: Response) -> Response:
    set_session_cookie(response, None)
    return response
