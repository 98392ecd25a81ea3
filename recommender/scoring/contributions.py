"""The contributions to a score, by name: adding one begins with an entry here."""

from enum import IntEnum

import numpy as np

from recommender.checks import FloatArray


class Contribution(IntEnum):
    """Column of each contribution in arrays of shape (..., n_contributions)."""

    AUDIO = 0
    TASTE = 1
    ARTIST = 2
    CO_OCCURRENCE = 3
    POPULARITY = 4
    ARTIST_REPEAT = 5  # of a list, not of a pair: what the track loses in it, 0 before ranking


CONTRIBUTIONS = tuple(contribution.name.lower() for contribution in Contribution)


def contribution_array(**values: float) -> FloatArray:
    """Return one value per contribution, given by name, in the order of the columns."""
    return np.array([values[name] for name in CONTRIBUTIONS], dtype=np.float32)
