"""Numbers in, neighbours out. Names load when they are first used, so importing is cheap."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recommender.fitted import build_parameters
    from recommender.neighbors import NearestTracks
    from recommender.recommendations import build_recommendations
    from recommender.vectors import build_vectors

__all__ = ["NearestTracks", "build_parameters", "build_recommendations", "build_vectors"]

_HOMES = {
    "NearestTracks": "recommender.neighbors",
    "build_parameters": "recommender.fitted",
    "build_recommendations": "recommender.recommendations",
    "build_vectors": "recommender.vectors",
}


def __getattr__(name: str) -> Any:
    """Load an exported name from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'recommender' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
