"""Every failure, also an unknown URL, in one shape: RFC 9457's application/problem+json."""

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
from api.db.database import LOCKED
from api.http.telemetry import log, request_id

MEDIA_TYPE = "application/problem+json"
NOT_READY = 503


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


def raise_problem(status: int, detail: str) -> NoReturn:
    """End the request with `status`; `detail` says expected, met, where and what to do."""
    raise HTTPError(status, detail)


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """Return the answer for a failure."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(current_app.json.dumps(body) + "\n", status, mimetype=MEDIA_TYPE)


def register_problems(app: APIFlask) -> None:
    """Answer every error of `app` as a problem."""
    app.register_error_handler(HTTPException, of_werkzeug)
    app.register_error_handler(HTTPError, _of_apiflask)
    app.register_error_handler(sqlalchemy.exc.DBAPIError, _of_database)
    app.register_error_handler(sqlalchemy.exc.TimeoutError, _of_pool)
    app.register_error_handler(MissingTableError, _of_missing_table)
    app.register_error_handler(psycopg.errors.InsufficientPrivilege, _of_privilege)


def _of_apiflask(error: HTTPError) -> Response:
    parts = [
        {"location": location, "field": field, "detail": message}
        for location, fields in (error.detail or {}).items()
        for field, messages in fields.items()
        for message in messages
    ]
    if not parts:
        return problem(error.status_code, error.message or "")
    first = parts[0]
    where = "query" if first["location"] == "query" else "body"
    met = f"an error in {first['field']}: {first['detail']}"
    detail = f"expected a valid {where}, met {met}; see /docs/api"
    return problem(error.status_code, detail, parts)


def of_werkzeug(error: HTTPException) -> Response:
    """Return the answer for an error of Flask and its extensions."""
    status = error.code or 500
    if status < 400:  # a redirect carries its own answer
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
            return f"expected JSON in the body of {what}, met something else; see /docs/api"
        case 404:
            return f"expected a known address, met {request.path}; see /docs/api for all of them"
        case 405:
            allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
            return f"expected one of {allowed}, met {what}; see /docs/api"
        case 413:
            return f"expected a smaller body, met {what} with {request.content_length} bytes"
        case 429:
            return f"expected at most {error.description}, met more; wait as Retry-After says"
        case 500:
            return (
                f"expected an answer to {what}, met an error of ours; "
                f"report it with the request id {request_id()}"
            )
    return f"expected {what} to succeed, met: {error.description or error.name}"


def _of_database(error: sqlalchemy.exc.DBAPIError) -> Response:
    cause = error.orig
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return _of_privilege(cause)
    if isinstance(cause, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        detail = f"expected the marts, met: {_first_line(cause)}; run `segue build`"
    elif isinstance(cause, LOCKED):
        detail = "expected the marts, met a build that is replacing them; try again in a moment"
    elif isinstance(cause, psycopg.errors.QueryCanceled):
        detail = "expected the database to answer in time, met a timeout; try again"
    elif isinstance(error, sqlalchemy.exc.OperationalError | sqlalchemy.exc.InterfaceError):
        detail = "expected the database to answer, met no connection; run `segue db start`"
    else:
        raise error
    log().warning("database", met=_first_line(cause), request_id=request_id())
    return problem(NOT_READY, detail)


def _of_privilege(error: psycopg.errors.InsufficientPrivilege) -> Response:
    """Answer where the index, which is read past SQLAlchemy, may not be read."""
    log().warning("database", met=_first_line(error), request_id=request_id())
    return problem(
        NOT_READY,
        f"expected to be let read what lists are made from, met: {_first_line(error)}; grant "
        "it to the role of DATABASE_URL",
    )


def _of_missing_table(error: MissingTableError) -> Response:
    return problem(NOT_READY, str(error))


def _of_pool(_error: sqlalchemy.exc.TimeoutError) -> Response:
    return problem(NOT_READY, "expected a free database connection, met none; try again")


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), "")
