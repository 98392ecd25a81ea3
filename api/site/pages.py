"""The built frontend, and the URLs that it handles itself."""

from functools import lru_cache
from html import escape
from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse
from whitenoise import WhiteNoise

from api.http.problems import problem_from_http_exception
from segue.settings import settings

bp = APIBlueprint("pages", __name__, enable_openapi=False)

SERVER_PATHS = ("/api/", "/v1/", "/docs/", "/covers/", "/assets/")
HASHED_FILES = "/assets/"  # Vite puts a hash of the content into these names
NOT_BUILT_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Segue</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Segue</h1>
<p>The API runs, but the app has not been built: expected <code>frontend/dist/index.html</code>.
Run <code>make frontend</code>, then start <code>segue serve</code> again.</p>
<p><a href="./docs/api">The API</a> · <a href="./docs/dbt/">The warehouse</a></p></body></html>"""


def app_folder() -> Path:
    """Return the folder of the built frontend."""
    return settings().root / "frontend" / "dist"


def register_pages(app: Flask) -> None:
    """Serve the files of the frontend before Flask, with the compression of the build.

    Its page is not one of them: the links in it have the path prefix of the request.
    """
    app.register_error_handler(NotFound, handle_not_found)
    if not app_folder().is_dir():
        return
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(app_folder()),
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(HASHED_FILES),
    )


@bp.get("/")
def get_start_page() -> BaseResponse:
    """Return the app, or instructions to build it."""
    file = app_folder() / "index.html"
    page = _read_page(file, file.stat().st_mtime_ns) if file.is_file() else NOT_BUILT_PAGE
    response = Response(_add_prefix(page, request.script_root), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@lru_cache(maxsize=1)
def _read_page(file: Path, _changed_at: int) -> str:
    return file.read_text(encoding="utf-8")


def _add_prefix(page: str, prefix: str) -> str:
    """Let the links of a page, which are relative to the root of the app, begin with the prefix.

    A `base` element would do so as well, but lead a link to a part of the page to another page.
    """
    return page.replace('="./', f'="{escape(prefix)}/')


def handle_not_found(error: NotFound) -> BaseResponse:
    """Return the app to a browser that opens a page of the app, else a 404 problem.

    The app shows the page for the URL, or its own message if there is none.
    """
    is_file = "." in request.path.rpartition("/")[2]
    opens_page = (
        request.method in ("GET", "HEAD") and "text/html" in request.accept_mimetypes.values()
    )
    if not opens_page or is_file or f"{request.path}/".startswith(SERVER_PATHS):
        return problem_from_http_exception(error)
    return get_start_page()
