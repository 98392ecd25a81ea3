"""Documentation of the API and of the warehouse, without any other host."""

from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from api.http.openapi import ASSETS
from api.http.problems import raise_problem
from segue.settings import settings

bp = APIBlueprint("docs", __name__, enable_openapi=False)

SWAGGER_FILES = {"swagger_style.css", "swagger_bundle.js", "swagger_preset.js"}


@bp.get("/docs")
def get_docs() -> BaseResponse:
    """Redirect to the documentation of the API."""
    return redirect(f"{request.script_root}/docs/api")


@bp.get(f"{ASSETS}/<name>")
def get_swagger_file(name: str) -> BaseResponse:
    """Return a file of Swagger UI, from the `offapi` wheel."""
    found = find_spec("offapi")
    if name not in SWAGGER_FILES or found is None or found.origin is None:
        raise_problem(404, f"expected one of {', '.join(sorted(SWAGGER_FILES))}, got {name}")
    return _send_whole(Path(found.origin).parent / name, "max-age=86400")


@bp.get("/docs/dbt/")
def get_dbt_docs() -> BaseResponse:
    """Return dbt's documentation of the warehouse."""
    folder = settings().dbt_target
    try:
        return _send_whole(folder / "static_index.html", "no-cache")
    except FileNotFoundError:
        raise_problem(404, f"expected dbt's documentation in {folder}, got none; run `segue build`")


def _send_whole(file: Path, caching: str) -> BaseResponse:
    """Return a file at once: one sent part by part holds a thread while the client reads slowly."""
    response = Response(file.read_bytes(), mimetype=guess_type(file.name)[0])
    response.headers["Cache-Control"] = caching
    response.add_etag()
    return response.make_conditional(request)
