"""Documentation of the API and of the warehouse, without any other host."""

from importlib.util import find_spec
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, redirect, request, send_from_directory
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
def get_swagger_file(name: str) -> Response:
    """Return a file of Swagger UI, from the `offapi` wheel."""
    found = find_spec("offapi")
    if name not in SWAGGER_FILES or found is None or found.origin is None:
        raise_problem(404, f"expected one of {', '.join(sorted(SWAGGER_FILES))}, got {name}")
    return send_from_directory(Path(found.origin).parent, name, max_age=86_400)


@bp.get("/docs/dbt/")
def get_dbt_docs() -> Response:
    """Return dbt's documentation of the warehouse."""
    folder = settings().dbt_target
    if not (folder / "static_index.html").is_file():
        raise_problem(404, f"expected dbt's documentation in {folder}, got none; run `segue build`")
    return send_from_directory(folder, "static_index.html", max_age=0)
