"""The genres that lists can be made from and filtered by."""

from api.schemas import Genre, GenreList
from api.serving import loaded


def genres(limit: int) -> GenreList:
    """Return the genres of the catalogue, those of most tracks first."""
    sizes = {genre: len(rows) for genre, rows in loaded().index.genres.items()}
    largest_first = sorted(sizes.items(), key=lambda one: (-one[1], one[0]))
    return GenreList(
        items=[Genre(genre=genre, number_of_tracks=n) for genre, n in largest_first[:limit]],
        number_of_genres=len(sizes),
    )
