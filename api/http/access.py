"""What a request may do: one rule for each route, checked before the view.

The scope that a route needs follows from its method and path, so that a new route needs no
decorator: GET, and a POST that makes a list, need `read`; other writes need `feedback`; what
manages accounts needs `admin`. `tests/api/test_access.py` has the table of all routes.
"""

import time
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal, NoReturn

from apiflask import HTTPError
from flask import Flask, Request, current_app, request
from sqlalchemy import select
from werkzeug.exceptions import MethodNotAllowed

from api.db.account_tables import Account
from api.db.database import fetch_value
from api.http.hooks import Kept, add_hooks
from api.http.identity import PERSONAL_PATHS, find_person
from segue.settings import Settings, settings

Need = Literal["nothing", "read", "feedback", "admin", "owner", "own machine"]
READS = {"GET", "HEAD", "OPTIONS"}
MADE_BY_POST = {"/api/v1/recommendations", "/api/v1/playlists/export"}  # lists: nothing is stored
ACCOUNT = "/api/v1/account"
# to sign in and out, to see who is signed in, and what there is
OPEN = {
    ("GET", ACCOUNT),
    ("POST", f"{ACCOUNT}/session"),
    ("DELETE", f"{ACCOUNT}/session"),
    ("POST", f"{ACCOUNT}/spotify"),
    ("GET", f"{ACCOUNT}/spotify/callback"),
    ("GET", "/v1/openapi.json"),
}
OWNERS = ("/api/v1/accounts", "/api/v1/playlists/export/")
AUDIO = "/api/v1/tracks/<track_id>/audio"  # who may only read the catalogue hears no file
# for the owner, and where there are no accounts for whoever uses this machine
OF_OWN_MACHINE = "/api/v1/imports"
REMEMBERED_S = 5.0  # how long a process remembers whether there are accounts
EXTENSION = "segue_accounts_exist"
OF_OWNER = ("owner", "own machine")


def needed_scope(method: str, rule: str) -> Need:
    """Return what a request to a route needs; `rule` is the route as Flask writes it."""
    if not rule.startswith(PERSONAL_PATHS):
        return "nothing"
    method = "GET" if method in READS else method
    if (method, rule) in OPEN:
        return "nothing"
    if rule.startswith(OWNERS):
        return "owner"
    if rule.startswith(OF_OWN_MACHINE):
        return "own machine"
    if rule.startswith(f"{ACCOUNT}/"):
        return "admin"
    is_read = (method == "GET" and rule != AUDIO) or (method == "POST" and rule in MADE_BY_POST)
    return "read" if is_read else "feedback"


def is_write(method: str, rule: str) -> bool:
    """Return whether a request to a route stores something."""
    return method not in READS and rule not in MADE_BY_POST


def rule_of(sent: Request) -> str:
    """Return the route of a request as Flask writes it, or its path if there is none."""
    return sent.url_rule.rule if sent.url_rule else sent.path


def register_access(app: Flask) -> None:
    """Check each request before its view."""
    add_hooks(app, _check_access)


def anonymous_access() -> Literal["on", "read", "off"]:
    """Return what people may do without signing in.

    Everything where only this machine can reach the app, and where there are no accounts; else
    what SEGUE_ANONYMOUS says.
    """
    if is_local(settings()) or not accounts_exist():
        return "on"
    return settings().anonymous


def is_own_machine() -> bool:
    """Return whether whoever sends a request is the owner: there are no accounts, and no others."""
    return is_local(settings()) and not accounts_exist()


def is_local(found: Settings) -> bool:
    """Return whether only this machine reaches the app: no proxy, and a loopback address."""
    if found.proxies or found.allowed_hosts:
        return False
    return _is_loopback(found.host)


@lru_cache(maxsize=8)
def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def accounts_exist() -> bool:
    """Return whether there are accounts, as of the last seconds."""
    known: tuple[float, bool] | None = current_app.extensions.get(EXTENSION)
    if known is None or known[0] < time.monotonic() - REMEMBERED_S:
        exist = fetch_value(select(Account.account_id).limit(1)) is not None
        known = current_app.extensions[EXTENSION] = (time.monotonic(), exist)
    return known[1]


def _check_access(sent: Request, kept: Kept) -> None:
    if isinstance(sent.routing_exception, MethodNotAllowed):
        return  # whoever asks: no view runs, and the documents name the methods
    need = needed_scope(sent.method, rule_of(sent))
    if need == "nothing":
        return
    person = find_person(sent, kept)
    if (wrong := kept.bad_token) is not None and not _takes_any_token():
        _refuse_token(wrong)
    if person is None:
        _check_anonymous(need)
    elif need in OF_OWNER and not person.is_owner:
        raise HTTPError(403, f"expected the owner, got {person.name}; only the owner may do this")
    elif (scope := "admin" if need in OF_OWNER else need) not in person.scopes:
        raise HTTPError(
            403,
            f"expected a token with the scope {scope}, got one with "
            f"{', '.join(sorted(person.scopes))}; make another with `segue token create`",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
        )


def _check_anonymous(need: Need) -> None:
    if need == "own machine" and is_own_machine():
        return
    allowed = anonymous_access() if need in ("read", "feedback") else "off"
    if allowed == "on" or (allowed == "read" and need == "read"):
        return
    raise HTTPError(
        401,
        f"expected a person who is signed in, got none on {request.method} {request.path}; "
        "sign in, or send an API token",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _refuse_token(wrong: str) -> NoReturn:
    raise HTTPError(
        401,
        f"expected a valid API token, got {wrong}; make one with `segue token create`",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def _takes_any_token() -> bool:
    """Return whether a token means nothing: clients of Spotify's interface always send one."""
    return request.path.startswith("/v1/") and not accounts_exist()
