"""The prior: how likely a track is to be liked before anything is known about the seed."""

import numpy as np
import numpy.typing as npt

HIGHEST_POPULARITY = 100


def popularity_prior(
    number_of_playlists: npt.NDArray[np.int64], popularity: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Return the popularity of each track, in [0, 1].

    It is log(1 + playlists) beside the track that most playlists hold. Where no track is
    in a playlist, it is Spotify's popularity (0 to 100, NaN for unknown) / 100.
    """
    if number_of_playlists.any():
        logarithm = np.log1p(number_of_playlists)
        return (logarithm / logarithm.max()).astype(np.float32)
    return (np.nan_to_num(popularity, nan=0.0) / HIGHEST_POPULARITY).astype(np.float32)
