"""What the marts say about tracks, in the shapes of the API."""

from api.problems import raise_problem
from api.schemas import Track, TrackPage


def track_page(q: str, limit: int, cursor: str | None) -> TrackPage:
    raise_problem(501, "soon")


def track(track_id: str) -> Track:
    raise_problem(501, "soon")


def check_marts() -> None:
    raise_problem(501, "soon")
