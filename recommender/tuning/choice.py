"""The choice among a few values of a parameter that is better left at its default in doubt."""

import numpy as np
import numpy.typing as npt

MIN_STANDARD_ERRORS = 2.0  # of a gain that is no accident
Numbers = npt.NDArray[np.float64]


def choose_clearly_better(precision: Numbers) -> int:
    """Return the row that is clearly better than the first, else 0.

    Of those that are as good as the best, less one standard error, it is the first one.

    Parameters
    ----------
    precision : array (n_values, n_queries), the default in the first row, the others by how far
        they are from it
    """
    gains = precision - precision[0]
    means = gains.mean(axis=1)
    errors = gains.std(axis=1) / np.sqrt(precision.shape[1])
    is_clear = means > MIN_STANDARD_ERRORS * errors
    if not is_clear.any():
        return 0
    best = int(np.where(is_clear, means, -np.inf).argmax())
    return int(np.flatnonzero(is_clear & (means >= means[best] - errors[best]))[0])
