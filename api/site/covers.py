"""Generated covers for albums without a cover: abstract drawings derived from the album id."""

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache

from apiflask import APIBlueprint
from flask import request
from werkzeug import Response

bp = APIBlueprint("covers", __name__, enable_openapi=False)

FOREVER = "public, max-age=31536000, immutable"
# an SVG that is opened by itself must not run scripts
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
SIZE = 300
MIDDLE = SIZE // 2


@bp.get("/covers/<album_id>.svg")
def get_cover(album_id: str) -> Response:
    """Return the generated cover of an album; it depends on the id only."""
    response = Response(cover_svg(album_id), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = POLICY
    response.add_etag()
    return response.make_conditional(request)


@lru_cache(maxsize=4096)
def cover_svg(album_id: str) -> str:
    """Return the cover of an album as SVG; it depends on the id only."""
    numbers = hashlib.sha256(album_id.encode()).digest()
    hue = int.from_bytes(numbers[:2]) % 360
    other = (hue + 40 + numbers[2] % 100) % 360
    draw = DRAWINGS[numbers[3] % len(DRAWINGS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img">'
        "<title>Generated cover</title>"
        '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">'
        f'<stop offset="0" stop-color="hsl({hue} 45% 34%)"/>'
        f'<stop offset="1" stop-color="hsl({other} 50% 22%)"/></linearGradient></defs>'
        f'<rect width="{SIZE}" height="{SIZE}" fill="url(#g)"/>'
        f'<g fill="none" stroke="hsl({other} 70% 78%)" stroke-opacity=".75">'
        f"{draw(numbers[4:])}</g></svg>"
    )


def _rings(numbers: bytes) -> str:
    x, y = 60 + numbers[0] % 180, 60 + numbers[1] % 180
    radii = range(18, 18 + 26 * (5 + numbers[2] % 5), 26)
    return "".join(f'<circle cx="{x}" cy="{y}" r="{r}" stroke-width="6"/>' for r in radii)


def _stripes(numbers: bytes) -> str:
    step, turn = 22 + numbers[0] % 24, numbers[1] % 180
    lines = "".join(
        f'<path d="M{x} -150V450" stroke-width="{4 + number % 9}"/>'
        for x, number in zip(range(-150, 450, step), numbers * 2, strict=False)
    )
    return f'<g transform="rotate({turn} {MIDDLE} {MIDDLE})">{lines}</g>'


def _waves(numbers: bytes) -> str:
    height, periods = 8 + numbers[0] % 22, 2 + numbers[1] % 4
    width = SIZE // periods
    bumps = f"q{width / 4:g} {-height} {width / 2:g} 0t{width / 2:g} 0" + (
        f"t{width / 2:g} 0t{width / 2:g} 0" * periods
    )
    return "".join(f'<path d="M-20 {y}{bumps}" stroke-width="5"/>' for y in range(30, SIZE, 30))


def _bars(numbers: bytes) -> str:
    return "".join(
        f'<path d="M{22 + 32 * place} {MIDDLE - 12 - number // 3}v{24 + 2 * (number // 3)}" '
        'stroke-width="14" stroke-linecap="round"/>'
        for place, number in enumerate(numbers[:9])
    )


def _star(numbers: bytes) -> str:
    points, inner = 5 + numbers[0] % 8, 30 + numbers[1] % 60
    corners = []
    for corner in range(2 * points):
        radius = 120 if corner % 2 else inner
        angle = math.pi * corner / points
        x, y = MIDDLE + radius * math.sin(angle), MIDDLE - radius * math.cos(angle)
        corners.append(f"{x:.1f},{y:.1f}")
    return f'<polygon points="{" ".join(corners)}" stroke-width="7" stroke-linejoin="round"/>'


DRAWINGS: tuple[Callable[[bytes], str], ...] = (_rings, _stripes, _waves, _bars, _star)
