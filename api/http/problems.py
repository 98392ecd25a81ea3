"""Error responses: application/problem+json (RFC 9457), and under /v1 Spotify's error object."""

from http import HTTPStatus
from typing import Annotated, Any, NoReturn

import psycopg
import sqlalchemy.exc
from apiflask import APIFlask, HTTPError
from flask import current_app, request
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from api.db.data_version import MissingTableError
from api.db.database import LOCKED, servers
from api.db.followed_build import NotLoadedError
from api.db.servers import NoServerError, ServerBehindError
from api.http.telemetry import log, request_id

MEDIA_TYPE = "application/problem+json"
SPOTIFY_PATHS = "/v1/"
INVALID = {422: 400}  # Spotify answers 400 to every argument that is not valid
NOT_READY = 503
NO_BUILD = "urn:segue:no-build"  # the type of a problem that loading music and a build solve
SOON_S = 1
FAILOVER_S = 5  # a killed primary is replaced within seconds, a lost machine within half a minute


class ProblemPart(BaseModel):
    """One error in a request."""

    location: Annotated[str, Field(description="`query` or `json`.")]
    field: str
    detail: str


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemPart] | None = None


class ErrorObject(BaseModel):
    """What went wrong, in Spotify's shape."""

    status: int
    message: str


class ErrorResponse(BaseModel):
    """The body of every error under `/v1`."""

    error: ErrorObject


def raise_problem(status: int, detail: str) -> NoReturn:
    """End the request with `status`; `detail` says: expected, got, where, what to do."""
    raise HTTPError(status, detail)


def raise_later(detail: str, retry_after_s: int) -> NoReturn:
    """End the request with 503; the client may send it again after some seconds."""
    raise HTTPError(503, detail, headers={"Retry-After": str(retry_after_s)})


def problem(
    status: int,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    retry_after_s: int | None = None,
    problem_type: str = "about:blank",
) -> Response:
    """Return an error response."""
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    if request.path.startswith(SPOTIFY_PATHS):
        status = INVALID.get(status, status)
        text = current_app.json.dumps({"error": {"status": status, "message": detail}})
        return Response(text + "\n", status, headers, mimetype="application/json")
    body: dict[str, Any] = {
        "type": problem_type,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(current_app.json.dumps(body) + "\n", status, headers, mimetype=MEDIA_TYPE)


def register_problems(app: APIFlask) -> None:
    """Turn every error of `app` into a problem response."""
    app.register_error_handler(HTTPException, problem_from_http_exception)
    app.register_error_handler(HTTPError, _problem_from_api_error)
    app.register_error_handler(sqlalchemy.exc.DBAPIError, _problem_from_database_error)
    pool_timeout = "expected a free database connection, got none; try again"
    app.register_error_handler(
        sqlalchemy.exc.TimeoutError,
        lambda _: problem(NOT_READY, pool_timeout, retry_after_s=SOON_S),
    )
    for lost in (psycopg.OperationalError, NoServerError, ServerBehindError):
        app.register_error_handler(lost, _problem_from_lost_server)
    app.register_error_handler(
        NotLoadedError, lambda error: problem(NOT_READY, str(error), retry_after_s=SOON_S)
    )
    app.register_error_handler(
        MissingTableError, lambda error: problem(NOT_READY, str(error), problem_type=NO_BUILD)
    )
    app.register_error_handler(
        psycopg.errors.InsufficientPrivilege, _problem_from_missing_privilege
    )


def _problem_from_api_error(error: HTTPError) -> Response:
    parts = [
        {"location": location, "field": field, "detail": message}
        for location, fields in (error.detail or {}).items()
        for field, messages in fields.items()
        for message in messages
    ]
    if not parts:
        response = problem(error.status_code, error.message or "")
        response.headers.update(error.headers)
        return response
    first = parts[0]
    if request.path.startswith(SPOTIFY_PATHS):
        return problem(error.status_code, _say_what_is_invalid(first["field"], first["detail"]))
    where = "query" if first["location"] == "query" else "body"
    got = f"an error in {first['field']}: {first['detail']}"
    detail = f"expected a valid {where}, got {got}; see /docs/api"
    return problem(error.status_code, detail, parts)


def _say_what_is_invalid(field: str, detail: str) -> str:
    got = request.args.get(field)
    if got is None:
        return f"Missing required parameter: expected {field}, got none"
    reason = detail.removeprefix("Value error, ")
    return f"Invalid {field}: {reason[:1].lower()}{reason[1:]}, got {got[:100]!r}"


def problem_from_http_exception(error: HTTPException) -> Response:
    """Return the response to an error of Flask or its extensions."""
    status = error.code or 500
    if status < 400:  # a redirect is complete already
        return Response(status=status, headers=error.get_headers())
    response = problem(status, _sentence(error, status))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _sentence(error: HTTPException, status: int) -> str:
    what = f"{request.method} {request.path}"
    match status:
        case 400:
            return f"expected JSON in the body of {what}, got something else; see /docs/api"
        case 404 if request.path.startswith(SPOTIFY_PATHS):
            return f"expected an endpoint that Segue has, got {request.path}; see /v1/openapi.json"
        case 404:
            return f"expected a known URL, got {request.path}; see /docs/api for all of them"
        case 405:
            allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
            return f"expected one of {allowed}, got {what}; see /docs/api"
        case 413:
            return f"expected a smaller body, got {what} with {request.content_length} bytes"
        case 429:
            return f"expected at most {error.description}, got more; wait as Retry-After says"
        case 500:
            return (
                f"expected an answer to {what}, got an error of the server; "
                f"report it with the request id {request_id()}"
            )
    return f"expected {what} to succeed, got: {error.description or error.name}"


def _problem_from_database_error(error: sqlalchemy.exc.DBAPIError) -> Response:
    cause = error.orig
    kind: dict[str, Any] = {"retry_after_s": SOON_S}
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return _problem_from_missing_privilege(cause)
    if isinstance(cause, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        detail = f"expected the marts, got: {_first_line(cause)}; run `segue build`"
        kind = {"problem_type": NO_BUILD}
    elif isinstance(cause, LOCKED):
        detail = "expected the marts, got a build that is replacing them; try again in a moment"
    elif isinstance(cause, psycopg.errors.QueryCanceled):
        detail = "expected the database to answer in time, got a timeout; try again"
    elif isinstance(cause, psycopg.errors.ForeignKeyViolation):
        detail = "expected an account, got one that was removed meanwhile; sign in again"
    elif isinstance(error, sqlalchemy.exc.OperationalError | sqlalchemy.exc.InterfaceError):
        return _problem_from_lost_server(cause)
    else:
        raise error
    log().warning("database", got=_first_line(cause), request_id=request_id())
    return problem(NOT_READY, detail, **kind)


def _problem_from_lost_server(error: BaseException | None) -> Response:
    """Return the response to the loss of a connection, after which a write may be stored or not.

    Repeating a request is safe: a verdict replaces the one before.
    """
    log().warning("database", got=_first_line(error), request_id=request_id())
    if servers() is None:
        detail = "expected the database to answer, got no connection; run `segue db start`"
    elif isinstance(error, NoServerError):
        detail = str(error)
    else:
        detail = (
            "expected the database to answer, got no connection; a failover may be under way, "
            "send the request again in some seconds"
        )
    return problem(NOT_READY, detail, retry_after_s=FAILOVER_S)


def _problem_from_missing_privilege(error: psycopg.errors.InsufficientPrivilege) -> Response:
    """Return the response to missing rights, also of the index, which does not use SQLAlchemy."""
    log().warning("database", got=_first_line(error), request_id=request_id())
    return problem(
        NOT_READY,
        f"expected the right to read the marts, got: {_first_line(error)}; grant it to the "
        "role of DATABASE_URL",
    )


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), "")
