"""The set of hashes, compared with a plain set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingestion.load.seen_keys import SeenKeys

BATCHES = st.lists(st.lists(st.integers(0, 40) | st.integers(0, 2**64 - 1)), max_size=12)


@given(batches=BATCHES)
def test_it_tells_first_from_repeated_as_a_set_does(batches):
    seen, slow = SeenKeys(), set[int]()
    for batch in batches:
        firsts = seen.add(np.array(batch, np.uint64))
        for value, is_first in zip(batch, firsts.tolist(), strict=True):
            assert is_first == (value not in slow)
            slow.add(value)
    assert len(seen) == len(slow)
    queries = np.array([value for batch in batches for value in batch] + [41], np.uint64)
    assert seen.contains(queries).tolist() == [int(value) in slow for value in queries]


def test_it_costs_eight_bytes_a_member_in_few_arrays():
    seen = SeenKeys()
    for start in range(0, 64_000, 1_000):
        seen.add(np.arange(start, start + 1_000, dtype=np.uint64))
    assert len(seen) == 64_000
    assert len(seen._sorted) <= 8
