"""Hashes of rows: equal for equal rows, and for no others that come up."""

import numpy as np
import pyarrow as pa
from scipy import sparse

from recommender.data.hashes import hash_entries, hash_groups, hash_rows, hash_texts


def test_rows_have_one_hash_if_their_bits_are_the_same():
    rows = np.random.default_rng(1).normal(size=(500, 7)).astype(np.float32)
    rows[3], rows[4] = rows[2], rows[2]
    rows[4, 6] = np.nextafter(rows[4, 6], np.float32(np.inf))
    rows[5], rows[6] = 0, 0
    rows[6, 0] = -0.0
    found = hash_rows(rows)
    assert found[2] == found[3]
    assert len(np.unique(found)) == 499
    assert (hash_rows(rows[::-1]) == found[::-1]).all()
    assert (hash_rows(np.tile(rows, (100, 1))) == np.tile(found, 100)).all()  # more than a block


def test_entries_count_by_the_names_of_their_columns_in_any_order():
    names = hash_texts(pa.array(["a", "b", "c"]))
    entries = np.array([[0, 2, 1], [1, 2, 0], [0, 0, 0], [0, 2, 1]], np.float32)
    found = hash_entries(sparse.csr_matrix(entries), names)
    assert found[0] == found[3]
    assert len(np.unique(found)) == 3
    # a column that comes before the others, with nothing in it, changes no row
    wider = sparse.csr_matrix(np.hstack([np.zeros((4, 1), np.float32), entries]))
    assert (hash_entries(wider, np.append(np.uint64(9), names)) == found).all()
    backwards = sparse.csr_matrix(entries[:, ::-1])
    backwards = sparse.csr_matrix(
        (backwards.data, 2 - backwards.indices, backwards.indptr), shape=(4, 3)
    )
    assert not backwards.has_sorted_indices
    assert (hash_entries(backwards, names) == found).all()


def test_a_group_has_one_hash_which_each_of_its_rows_changes():
    rows = hash_texts(pa.array(["a", "b", "c", "d"]))
    found = hash_groups(np.array([5, 0, 5, 1]), rows)
    assert found[0] == found[2]
    assert len(np.unique(found)) == 3
    assert hash_groups(np.array([5, 5, 5, 1]), rows)[0] != found[0]
