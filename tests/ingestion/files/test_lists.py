"""Lists in one cell, split and written as JSON: compared with plain Python."""

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingestion.files.lists import match_ids, split_lists, write_json_artists, write_json_strings

NAME = st.text(st.sampled_from("ab'\"\\,; é[]\n\t"), min_size=1, max_size=6)
ROWS = st.lists(st.none() | st.lists(NAME, max_size=3), max_size=8)


def trimmed(names: list[str] | None) -> list[str] | None:
    return None if names is None else [name.strip() for name in names if name.strip()]


@given(rows=ROWS)
def test_python_list_literals_are_split_as_python_reads_them(rows):
    texts = pa.array([None if row is None else repr(row) for row in rows], pa.string())
    lists, bad = split_lists(texts, "literal")
    assert lists.to_pylist() == [trimmed(row) for row in rows]
    assert not any(bad.to_pylist())


@given(rows=ROWS)
def test_json_lists_are_split_where_any_form_may_come(rows):
    texts = pa.array([None if row is None else json.dumps(row) for row in rows], pa.string())
    assert split_lists(texts, "any")[0].to_pylist() == [trimmed(row) for row in rows]


@given(rows=ROWS)
def test_json_of_artists_reads_back(rows):
    names = pa.array(rows, pa.list_(pa.string()))
    ids = pa.array([row and [f"{n}" for n, _ in enumerate(row)] for row in rows])
    for texts, with_ids in ((write_json_artists(names, None), False), (
        write_json_artists(names, ids.cast(pa.list_(pa.string()))), True,
    )):  # fmt: skip
        for text, row in zip(texts.to_pylist(), rows, strict=True):
            expected = [
                {"id": str(n) if with_ids else None, "name": name}
                for n, name in enumerate(row or [])
            ]
            assert (json.loads(text) if text else []) == expected


@given(rows=ROWS)
def test_json_of_texts_reads_back(rows):
    texts = write_json_strings(pa.array(rows, pa.list_(pa.string())))
    assert texts is not None
    assert [json.loads(text) if text else None for text in texts.to_pylist()] == [
        row or None for row in rows
    ]


def test_what_is_no_list_is_reported():
    texts = pa.array(["['a'", "a", "['a', 'b']", None, "{'a': 1}", "[]"])
    lists, bad = split_lists(texts, "literal")
    assert bad.to_pylist() == [True, True, False, False, True, False]
    assert lists.to_pylist() == [None, None, ["a", "b"], None, None, []]


def test_each_publisher_joins_names_in_a_way_of_its_own():
    def one(text: str, how: str) -> list[str]:
        return split_lists(pa.array([text]), how)[0].to_pylist()[0]

    assert one("Brannick, Ida", "one") == ["Brannick, Ida"]
    assert one("A;B C", "semicolon") == ["A", "B C"]
    assert one("A,B", "comma") == ["A", "B"]
    assert one("Tyler, The Baker", "comma") == ["Tyler, The Baker"]
    assert one("Tyler, The Baker;B", "semicolon") == ["Tyler, The Baker", "B"]
    assert one("A, B", "comma_and_space") == ["A", "B"]
    assert one("A, Tyler, The Creator", "comma_and_space") == ["A", "Tyler, The Creator"]
    assert one(r"Tyler\, The Baker, B", "escaped_comma") == ["Tyler, The Baker", "B"]
    assert one("[unknown]", "any") == ["[unknown]"]
    assert one("['folk', 'new age']", "genres") == ["folk", "new age"]
    assert one("folk,new age; pop", "genres") == ["folk", "new age", "pop"]


def test_ids_that_are_not_as_many_as_the_names_are_left_out():
    names = pa.array([["a", "b"], ["c"], None])
    ids = pa.array([["1"], ["2"], ["3"]])
    fitting, misfit = match_ids(names, ids)
    assert misfit.to_pylist() == [True, False, True]
    assert fitting.to_pylist() == [[None, None], ["2"], None]
