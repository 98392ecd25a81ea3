"""Growth with size: exponents, and pictures on two logarithmic scales."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

SECONDS = "CPU s"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 420, 64, 210, 24, 48
COLOURS = ("#1f6feb", "#b35900", "#1a7f37", "#8250df", "#cf222e", "#57606a")
Points = Sequence[tuple[int, float]]


def find_series(figures: Sequence[Mapping[str, Any]]) -> dict[str, Points]:
    """Return the (size, seconds) of each work whose CPU seconds were measured at several sizes."""
    series: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        if figure["measure"] == SECONDS and figure["size"] and figure["value"] > 0:
            series.setdefault(figure["work"], []).append((figure["size"], figure["value"]))
    return {work: sorted(points) for work, points in series.items() if len(points) > 1}


def exponent(points: Points) -> float:
    """Return b of the seconds a · size^b that fit best on logarithmic scales (least squares)."""
    sizes, seconds = np.log(np.array(points, float)).T
    return float(np.polyfit(sizes, seconds, 1)[0])


def draw_growth(title: str, series: Mapping[str, Points]) -> str:
    """Return an SVG with a line for each work, named with its exponent."""
    sizes = [size for points in series.values() for size, _ in points]
    seconds = [value for points in series.values() for _, value in points]
    across = _Scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    up = _Scale(min(seconds), max(seconds), HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}: CPU seconds with size, on logarithmic scales</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_axes(across, up),
    ]
    for number, (work, points) in enumerate(series.items()):
        parts += _line(f"{work} ({exponent(points):.2f})", points, across, up, number)
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """A logarithmic scale over whole decades."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._high = math.floor(math.log10(low)), math.ceil(math.log10(high) + 1e-9)
        self._high = max(self._high, self._low + 1)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> Iterator[tuple[str, float]]:
        """Yield the decades, with where each is."""
        for power in range(self._low, self._high + 1):
            yield f"{10.0**power:,.{max(-power, 0)}f}", self(10.0**power)


def _axes(across: _Scale, up: _Scale) -> Iterator[str]:
    for name, x in across.ticks():
        yield (f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
               'stroke="#d5d9de"/>')  # fmt: skip
        yield (f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" '
               f'fill="#454d58">{name}</text>')  # fmt: skip
    for name, y in up.ticks():
        yield (f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
               'stroke="#d5d9de"/>')  # fmt: skip
        yield (f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" '
               f'fill="#454d58">{name}</text>')  # fmt: skip
    yield f'<text x="{LEFT}" y="{TOP - 8}" fill="#1c2430">CPU seconds</text>'
    yield (f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 10}" text-anchor="end" '
           'fill="#1c2430">tracks or rows</text>')  # fmt: skip


def _line(name: str, points: Points, across: _Scale, up: _Scale, number: int) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    places = [(across(size), up(value)) for size, value in points]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    yield (f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 12 + 18 * number}" '
           f'fill="{colour}">{name}</text>')  # fmt: skip
