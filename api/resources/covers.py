"""Cover art of our own for albums whose cover nobody gave us."""

from apiflask import APIBlueprint
from flask import request
from werkzeug import Response

from api.cover_art import cover_svg

bp = APIBlueprint("covers", __name__, enable_openapi=False)

FOREVER = "public, max-age=31536000, immutable"
# an SVG opened by itself may run nothing
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@bp.get("/covers/<album_id>.svg")
def get_cover(album_id: str) -> Response:
    """Return the generated cover of an album: the same id always gives the same picture."""
    response = Response(cover_svg(album_id), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = POLICY
    response.add_etag()
    return response.make_conditional(request)
