"""The popularity of a track, on a logarithmic scale, and the cold start of a seed."""

from typing import Any

import numpy as np
import numpy.typing as npt

POPULARITY_PER_LOGARITHM = 20.0  # Spotify's 100 then counts like some 150 playlists


def log_popularity(
    number_of_playlists: npt.NDArray[np.number[Any]], popularity: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Return log(1 + playlists) of each track, at least 0.

    If no track is in any playlist, Spotify's popularity (0 to 100, NaN for unknown)
    divided by 20 is used instead, which is of the same size.
    """
    if number_of_playlists.any():
        return np.log1p(number_of_playlists).astype(np.float32)
    return (np.nan_to_num(popularity, nan=0.0) / POPULARITY_PER_LOGARITHM).astype(np.float32)


def cold_start_share(number_of_playlists: npt.NDArray[np.integer]) -> npt.NDArray[np.float32]:
    """Return the degree to which each seed is cold: 1 in no playlist, a quarter in one."""
    return (1 / (1 + number_of_playlists.astype(np.float32)) ** 2).astype(np.float32)
