"""Reading CSV: Arrow's fast way and the row by row way agree, and both keep the lines."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.files import csv_records
from ingestion.files.csv_file import CsvFile

CELL = st.text(st.sampled_from('ab ,"\né\t'), max_size=5)
ROWS = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20)
WANTED = {"second": 1, "first": 0}


def read(path: Path, slowly: bool = False) -> tuple[list[tuple[int, bytes, bytes]], list[int]]:
    """Return the rows with their lines, and the lines of refused rows."""
    refused: list[int] = []

    def refuse(_: str, *, line: int | None = None, **__: object) -> None:
        refused.append(line or 0)

    file = CsvFile(path, refuse)
    if slowly:
        file._parse_with_arrow = lambda *_: None
    rows = [
        row
        for chunk in file.chunks(WANTED)
        for row in zip(
            chunk.lines.tolist(), chunk.columns["first"].to_pylist(),
            chunk.columns["second"].to_pylist(), strict=True,
        )
    ]  # fmt: skip
    return rows, refused


@given(rows=ROWS)
def test_what_the_csv_module_writes_is_read_again_both_ways(rows, tmp_path):
    path = tmp_path / "rows.csv"
    with open(path, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("first", "second"), *rows])
    fast, refused = read(path)
    assert [(first.decode(), second.decode()) for _, first, second in fast] == rows
    assert refused == []
    assert read(path, slowly=True) == (fast, refused)


@given(text=st.text(st.sampled_from('a,"\n'), max_size=60))
@example(text='a""","\n,"\na\n"\n""""\n')
def test_whatever_the_text_each_line_is_read_or_refused(text, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("first,second\n" + text)
    rows, refused = read(path)
    lines = [line for line, _, _ in rows] + refused
    assert len(lines) == len(set(lines))
    alone = [n for n, line in enumerate(text.split("\n"), 2) if line and '"' not in line]
    read_or_refused = set(lines)
    inside = {  # lines that continue a value of several lines
        line + more
        for line, first, second in rows
        for more in range(1, (first + second).count(b"\n") + 1)
    }
    assert set(alone) <= read_or_refused | inside


@given(
    text=st.lists(
        st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b" ", b"\xe9", "é".encode()])
    ).map(b"".join),
    portion=st.integers(8, 60),
)
@settings(max_examples=400)
def test_both_ways_and_all_portions_agree_whatever_the_bytes(text, portion, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"first,second\n" + text)
    rows, refused = read(path)
    assert read(path, slowly=True) == (rows, refused)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "BLOCK", portion)
        found, again = read(path)
    assert (found, sorted(again)) == (rows, sorted(refused))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_commonest_of_the_header(delimiter, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(delimiter.join(["first", "second"]) + "\n" + delimiter.join("ab") + "\n")
    assert read(path) == ([(2, b"a", b"b")], [])


def test_a_lone_carriage_return_costs_its_row(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"first,second\na,b\nc\rc,d\ne,f\n")
    rows, refused = read(path)
    assert [line for line, _, _ in rows] == [2, 4]
    assert refused == [3]


def test_lines_before_the_header_are_counted(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\n\nfirst,second\na,b\n\nc,d\n")
    assert [line for line, _, _ in read(path)[0]] == [4, 6]
