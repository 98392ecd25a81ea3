"""The numbers of an array as Postgres sends it."""

import struct

import numpy as np

from recommender.serving.sent_arrays import floats_of, tables_of


def sent(*values: float) -> bytes:
    """Return `array_send(real[])` of these values."""
    head = struct.pack(">iiIii", 1, 0, 700, len(values), 1)
    return head + b"".join(struct.pack(">if", 4, value) for value in values)


def sent_table(*rows: tuple[float, ...]) -> bytes:
    """Return `array_send(real[][])` of these rows."""
    head = struct.pack(">iiIiiii", 2, 0, 700, len(rows), 1, len(rows[0]), 1)
    return head + b"".join(struct.pack(">if", 4, value) for row in rows for value in row)


def test_rows_come_back_as_they_were_sent():
    found = floats_of([sent(0.5, -2, 3), sent(1e-7, 0, 1e7)])
    np.testing.assert_array_equal(found, np.array([[0.5, -2, 3], [1e-7, 0, 1e7]], np.float32))
    assert found.dtype == np.float32


def test_empty_arrays_have_no_columns():
    empty = struct.pack(">iiI", 0, 0, 700)
    assert floats_of([empty, empty]).shape == (2, 0)


def test_tables_of_any_number_of_rows_are_joined():
    found = tables_of([sent_table((0.5, 1), (2, 3)), sent_table((4, -1e7))], 2)
    np.testing.assert_array_equal(found, np.array([[0.5, 1], [2, 3], [4, -1e7]], np.float32))
    assert tables_of([], 2).shape == (0, 2)
