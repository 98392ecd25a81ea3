"""Genres, as seeds and filters name them."""

from typing import Any

from apiflask import APIBlueprint

from api.genres import genres
from api.schemas import GenreList, GenresQuery

bp = APIBlueprint("genres", __name__)


@bp.get("/genres")
@bp.input(GenresQuery, location="query")
@bp.output(GenreList)
def list_genres(query_data: GenresQuery) -> Any:
    """Return the genres of the catalogue, those of most tracks first."""
    return genres(query_data.limit)
