"""The genres of the catalogue, for seeds and filters."""

from api.recommendations.index_cache import current_index
from api.recommendations.schemas import Genre, GenreList


def load_genres(limit: int) -> GenreList:
    """Return the genres of the catalogue, those with the most tracks first."""
    sizes = {genre: len(rows) for genre, rows in current_index().index.genres.items()}
    largest_first = sorted(sizes.items(), key=lambda one: (-one[1], one[0]))
    return GenreList(
        items=[Genre(genre=genre, number_of_tracks=n) for genre, n in largest_first[:limit]],
        number_of_genres=len(sizes),
    )
