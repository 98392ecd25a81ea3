"""Genres in Spotify's spelling, such as `hip-hop`, and in that of the catalogue."""

import re

from api.recommendations.genres import load_genres

ALL_GENRES = 1_000_000


def load_genre_seeds() -> list[str]:
    """Return the genres of the catalogue; a list of seeds cannot name one with a comma."""
    genres = [genre.genre for genre in load_genres(ALL_GENRES).items]
    return sorted(genre for genre in genres if "," not in genre)


def load_spellings() -> dict[str, str]:
    """Return the genres of the catalogue by what they have in common with Spotify's spelling."""
    return {fold_genre(genre): genre for genre in reversed(load_genre_seeds())}


def fold_genre(genre: str) -> str:
    """Return the same text for every spelling of a genre: `r-n-b` and `R&B` are one."""
    plain = re.sub(r"&|\band\b", "n", genre.casefold())
    return re.sub(r"[\W_]+", "", plain)
