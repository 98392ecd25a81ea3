"""The words of many texts as arrays: each different part of a text is split once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api.tracks.search_words import split_text
from segue.ranges import join_ranges

Numbers = npt.NDArray[np.int32]
Starts = npt.NDArray[np.int64]


def split_texts(texts: Iterable[str]) -> tuple[list[str], Starts, Numbers]:
    """Return the different words, sorted, and the places of those of each text in it, ascending.

    The words of text number i are `places[starts[i] : starts[i + 1]]`.
    """
    chunks = pc.utf8_split_whitespace(pa.array(texts, pa.large_string()))
    encoded = chunks.flatten().dictionary_encode()
    row = np.repeat(np.arange(len(chunks)), pc.list_value_length(chunks).to_numpy())
    words, first, of_chunk = _split_chunks(encoded.dictionary.to_pylist())
    chunk = encoded.indices.to_numpy()
    size = np.diff(first)[chunk]
    row, word = np.repeat(row, size), of_chunk[join_ranges(first[chunk], size)]
    entries = np.sort(row * max(len(words), 1) + word)  # np.unique takes ten times as long
    row, word = np.divmod(entries[np.diff(entries, prepend=-1) > 0], max(len(words), 1))
    starts = np.zeros(len(chunks) + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=len(chunks)), out=starts[1:])
    return words, starts, word.astype(np.int32)


def _split_chunks(chunks: list[str]) -> tuple[list[str], Starts, Numbers]:
    """Return the same of texts without blanks, but not ascending."""
    numbers: dict[str, int] = {}
    entries: list[int] = []
    sizes = [0]
    for chunk in chunks:
        found = split_text(chunk)
        entries += [numbers.setdefault(word, len(numbers)) for word in found]
        sizes.append(len(found))
    words = sorted(numbers)
    place = np.empty(len(words), np.int32)
    place[[numbers[word] for word in words]] = np.arange(len(words), dtype=np.int32)
    return words, np.cumsum(sizes, dtype=np.int64), place[np.array(entries, np.int64)]
