"""Cutting CSV into records: compared with Python's own csv module on generated text."""

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.files import csv_records
from ingestion.files.csv_records import Dialect, blocks, fields_of

CELL = st.text(st.sampled_from('ab ,"\n\r;é'), max_size=6)
FIELDS = 3
DIALECT = Dialect(",", FIELDS)
ROWS = st.lists(st.lists(CELL, min_size=FIELDS, max_size=FIELDS), min_size=1, max_size=12)


class Stream:
    """Text in portions, as a file gives it."""

    is_damaged = False

    def __init__(self, text: bytes) -> None:
        self._rest = io.BytesIO(text)

    def read(self, size: int) -> bytes:
        """Return the next portion."""
        return self._rest.read(size)


def cut(text: bytes, line: int = 1) -> tuple[list[tuple[int, bytes]], list[int]]:
    """Return the records with their lines, and the lines of what was refused."""
    refused: list[int] = []

    def refuse(_: str, *, line: int | None = None, **__: object) -> None:
        refused.append(line or 0)

    found = [
        (int(block.lines[index]), block.record(index))
        for block in blocks(Stream(text), DIALECT, line, refuse)
        for index in range(len(block.lines))
    ]
    return found, refused


def write_csv(rows: Iterable[list[str]], end: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n"]), portion=st.integers(1, 40))
def test_what_the_csv_module_writes_is_cut_as_it_was_written(rows, end, portion):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "BLOCK", portion)
        found, refused = cut(write_csv(rows, end))
    assert refused == []
    assert [fields_of(record, ",") for _, record in found] == rows


@given(rows=ROWS, portion=st.integers(1, 40))
def test_a_record_stands_on_the_line_where_its_text_begins(rows, portion):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "BLOCK", portion)
        found, _ = cut(write_csv(rows))
    line = 1
    for (at, _), row in zip(found, rows, strict=True):
        assert at == line
        line += 1 + sum(cell.count("\n") for cell in row)


@given(
    text=st.text(st.sampled_from('a,"\n'), max_size=60).map(str.encode), portion=st.integers(1, 9)
)
def test_no_line_is_lost_and_none_comes_twice_whatever_the_text(text, portion):
    whole = cut(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "BLOCK", portion)
        assert cut(text) == whole  # the size of the portions makes no difference
    found, refused = whole
    covered = [line for at, record in found for line in range(at, at + record.count(b"\n") + 1)]
    blank = [n for n, line in enumerate(text.split(b"\n"), 1) if line in (b"", b"\r")]
    lines = set(range(1, text.count(b"\n") + (not text.endswith(b"\n")) + 1)) if text else set()
    assert sorted(covered + refused) == sorted(set(covered) | set(refused))
    assert set(covered) | set(refused) | set(blank) >= lines


def test_an_unclosed_quote_costs_its_own_line():
    found, refused = cut(b'a,b,c\nd,"e,f\ng,h,i\nj,"k,\nl",m\n')
    assert refused == [2]
    assert [line for line, _ in found] == [1, 3, 4]


def test_a_quote_within_an_unquoted_field_is_a_letter():
    found, refused = cut(b'a,12" single,c\nd,e,f\n')
    assert refused == []
    assert fields_of(found[0][1], ",") == ["a", '12" single', "c"]


def test_a_record_longer_than_any_real_one_is_taken_for_an_unclosed_quote(monkeypatch):
    monkeypatch.setattr(csv_records, "LONGEST_RECORD", 50)
    monkeypatch.setattr(csv_records, "BLOCK", 64)
    found, refused = cut(b'a,"b,c\n' + b"d,e,f\n" * 40)
    assert refused == [1]
    assert len(found) == 40
