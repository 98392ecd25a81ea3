"""Arrays of numbers as Postgres sends them: five or seven words, then size and value of each.

The words are of four bytes: dimensions, nulls, type, and length and first place of each dimension.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from recommender.checks import FloatArray

HEADER_OF_TABLE = 7


def floats_of(sent: Iterable[bytes]) -> FloatArray:
    """Return the rows of `array_send(real[])`, all of one length, as an array.

    An empty array has three words.
    """
    values = list(sent)
    words = np.frombuffer(b"".join(values), dtype=">u4").reshape(len(values), -1)
    return np.ascontiguousarray(words[:, 6::2]).view(">f4").astype(np.float32)


def tables_of(sent: Sequence[bytes], width: int) -> FloatArray:
    """Return the rows of all `array_send(real[][])`, each of any number of rows of `width`."""
    words = np.frombuffer(b"".join(sent), dtype=">u4")
    sizes = np.fromiter(map(len, sent), np.int64) // words.itemsize
    is_value = np.ones(len(words), bool)
    is_value[((np.cumsum(sizes) - sizes)[:, None] + np.arange(HEADER_OF_TABLE)).ravel()] = False
    values = np.ascontiguousarray(words[is_value][1::2])
    return values.view(">f4").astype(np.float32).reshape(-1, width)
