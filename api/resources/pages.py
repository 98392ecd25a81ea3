"""The app for people: the built frontend, and its own addresses."""

from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask, Response, request, send_from_directory
from whitenoise import WhiteNoise
from werkzeug.exceptions import NotFound

from api.security import security_headers
from segue.settings import settings

bp = APIBlueprint("pages", __name__, enable_openapi=False)

OURS = ("api/", "v1/", "docs/", "covers/", "assets/")
HASHED = "/assets/"  # Vite puts a hash of the content into these names
MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Segue</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Segue</h1>
<p>The API runs, but the app has not been built: expected <code>frontend/dist/index.html</code>.
Run <code>make frontend</code>, then start <code>segue serve</code> again.</p>
<p><a href="/docs/api">The API</a> · <a href="/docs/dbt/">The warehouse</a></p></body></html>"""


def built_app() -> Path:
    """Return the folder of the built frontend."""
    return settings().root / "frontend" / "dist"


def serve_files(app: Flask) -> None:
    """Serve the frontend's files before Flask is asked, compressed as they were built."""
    if not built_app().is_dir():
        return
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(built_app()),
        index_file=True,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(HASHED),
        add_headers_function=lambda headers, _path, url: headers.update(security_headers(url)),
    )


@bp.get("/")
@bp.get("/<path:path>")
def get_page(path: str = "") -> Response:
    """Return the app for every address that is its own; it finds the page itself."""
    is_file = "." in path.rpartition("/")[2]
    if f"{path}/".startswith(OURS) or is_file:
        raise NotFound
    if not (built_app() / "index.html").is_file():
        return Response(MISSING, mimetype="text/html", status=200 if request.path == "/" else 404)
    return send_from_directory(built_app(), "index.html", max_age=0)
