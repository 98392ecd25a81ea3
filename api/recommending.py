"""Lists."""

from uuid import UUID
from api.problems import raise_problem
from api.schemas import RecommendationList


def recommendations_of(track_id: str, limit: int, profile_id: UUID) -> RecommendationList:
    raise_problem(501, "soon")
