"""Recommendations from arrays. Names are imported on first use, so importing is cheap."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recommender.pipeline.parameters import build_parameters
    from recommender.pipeline.recommendations import build_recommendations, update_recommendations
    from recommender.pipeline.track_map import build_track_map
    from recommender.pipeline.vectors import build_vectors
    from recommender.search.neighbors import NearestTracks

__all__ = [
    "NearestTracks",
    "build_parameters",
    "build_recommendations",
    "build_track_map",
    "build_vectors",
    "update_recommendations",
]

_HOMES = {
    "NearestTracks": "recommender.search.neighbors",
    "build_parameters": "recommender.pipeline.parameters",
    "build_recommendations": "recommender.pipeline.recommendations",
    "build_track_map": "recommender.pipeline.track_map",
    "build_vectors": "recommender.pipeline.vectors",
    "update_recommendations": "recommender.pipeline.recommendations",
}


def __getattr__(name: str) -> Any:
    """Load an exported name from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'recommender' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
