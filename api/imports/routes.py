"""Routes of imports: the owner sends a file, and sees what became of it."""

import shutil
from typing import Any, NoReturn
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, jsonify, request

from api.http.problems import raise_later, raise_problem
from api.http.slow_bodies import allow_long_body
from api.imports.imports import (
    count_waiting,
    load_import,
    load_imports,
    load_problems,
    remove_import,
    store_import,
)
from api.imports.schemas import Import, ImportList, ImportProblems, ProblemsQuery, UploadQuery
from api.imports.uploads import BodyTooShort, DiskTooFull, safe_name, store_upload
from segue.settings import settings

bp = APIBlueprint("imports", __name__)
START_IMPORTS = "START_IMPORTS"  # the setting of the app with what loads files that wait
MOST_WAITING, TRY_AGAIN_S = 20, 60
RESPONSES: dict[int | str, Any] = {
    400: "The body ended early.",
    409: "The server takes no files.",
    411: "The length of the body is not said.",
    413: "The file is too large.",
    415: "",
    503: "Too many files wait to be loaded, or the disk is too full.",
}


@bp.post("/imports")
@bp.input(UploadQuery, location="query")
@bp.output(Import, status_code=202)
@bp.doc(responses=RESPONSES)
def post_import(query_data: UploadQuery) -> Any:
    """Send a file: its source is recognised by its content, and it is loaded beside the service.

    The body is the file itself, of any kind that `segue import` reads, at most
    `SEGUE_MAX_UPLOAD_MB` (1,024) MiB, with its `Content-Length`. For the owner; where only this
    machine reaches the app and there are no accounts, for whoever uses it.
    `GET /api/v1/imports/{import_id}` says how far it is. A file that was loaded before changes
    nothing.
    """
    start = current_app.config.get(START_IMPORTS)
    if settings().imports == "off" or (settings().imports == "on" and start is None):
        raise_problem(409, "expected a server that takes files, got none; use `segue import FILE`")
    if count_waiting() >= MOST_WAITING:
        raise_later(
            f"expected at most {MOST_WAITING} files that wait, got one more; try again later",
            TRY_AGAIN_S,
        )
    import_id, name = uuid4(), safe_name(query_data.file_name)
    length = _read_length()
    allow_long_body(request.environ)
    request.max_content_length = length
    try:
        store_upload(request.stream, length, settings().uploads, import_id, name)
    except DiskTooFull as refused:
        raise_later(str(refused), TRY_AGAIN_S)
    except BodyTooShort as refused:
        raise_problem(400, str(refused))
    stored = _note(import_id, name, length, query_data.build)
    if start is not None and settings().imports == "on":
        start()
    response = jsonify(stored)
    response.status_code = 202
    return response


@bp.get("/imports")
@bp.output(ImportList)
def list_imports() -> Any:
    """Return the newest fifty imports."""
    return jsonify({"items": load_imports()})


@bp.get("/imports/<uuid:import_id>")
@bp.output(Import)
@bp.doc(responses=[404])
def get_import(import_id: UUID) -> Any:
    """Return an import: its state, and what was loaded."""
    return jsonify(load_import(import_id) or _raise_unknown(import_id))


@bp.get("/imports/<uuid:import_id>/problems")
@bp.input(ProblemsQuery, location="query")
@bp.output(ImportProblems)
@bp.doc(responses=[404])
def get_import_problems(import_id: UUID, query_data: ProblemsQuery) -> Any:
    """Return what was left out, and why; more than a thousand are in `raw._rejected`."""
    found = load_problems(import_id, query_data.limit, query_data.cursor)
    return jsonify(found or _raise_unknown(import_id))


@bp.delete("/imports/<uuid:import_id>")
@bp.doc(responses={204: "There is no such import any more.", 409: "It has not ended."})
def delete_import(import_id: UUID) -> tuple[str, int]:
    """Remove the record of an import; what it loaded stays, and `segue forget` removes that."""
    if not remove_import(import_id):
        raise_problem(409, "expected an import that has ended, got one that has not; wait for it")
    return "", 204


def _read_length() -> int:
    """Return the length of the body; one that is not said or too large ends the request."""
    length, limit = request.content_length, settings().max_upload_mb << 20
    if length is None:
        raise_problem(411, "expected a body with Content-Length, got one without; send it")
    if length > limit:
        raise_problem(
            413,
            f"expected a file of at most {settings().max_upload_mb:,} MiB, got {length >> 20:,}; "
            "use `segue import FILE`, or set SEGUE_MAX_UPLOAD_MB",
        )
    return length


def _note(import_id: UUID, name: str, length: int, with_build: bool) -> dict[str, Any]:
    """Note the file in the database; one that cannot be noted is removed again."""
    try:
        return store_import(import_id, name, length, with_build)
    except Exception:
        shutil.rmtree(settings().uploads / str(import_id), ignore_errors=True)
        raise


def _raise_unknown(import_id: UUID) -> NoReturn:
    raise_problem(
        404, f"expected the id of an import, got {import_id}; GET /api/v1/imports has all"
    )
