"""Arrays and texts written to a folder, and read as mapped files."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from segue.array_files import ArrayReader, ArrayWriter, GroupedRows, PlaceByText, Texts, keys_of

WORDS = st.lists(st.text(max_size=6).filter(lambda text: text.isprintable()), unique=True)


def written(folder, **values):
    """Return a reader of some values."""
    writer = ArrayWriter(folder / "new")
    for name, value in values.items():
        writer.write(name, value)
    writer.close()
    return ArrayReader(folder / "new")


def test_every_kind_of_value_is_read_as_it_was_written(tmp_path):
    matrix = sparse.csr_matrix(np.array([[0, 2, 0], [1, 0, 3]], np.float32))
    grouped = GroupedRows(Texts.from_texts(["a", "ö"]), np.array([0, 2, 3]), np.array([4, 5, 6]))
    reader = written(
        tmp_path, numbers=np.arange(6.0).reshape(2, 3), none=np.zeros((0, 4), np.int32),
        matrix=matrix, texts=Texts.from_texts(["", "日本", "b"]), grouped=grouped,
        version="1-a", weight=0.5, unknown=None,
    )  # fmt: skip
    assert reader.read("numbers").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert reader.read("none").shape == (0, 4)
    assert reader.read("matrix").toarray().tolist() == matrix.toarray().tolist()
    assert list(reader.read("texts")) == ["", "日本", "b"]
    found = reader.read("grouped")
    assert {name: rows.tolist() for name, rows in found.items()} == {"a": [4, 5], "ö": [6]}
    assert found.get("b", []) == []
    assert [reader.read(name) for name in ("version", "weight", "unknown")] == ["1-a", 0.5, None]


def test_what_was_read_cannot_be_changed(tmp_path):
    reader = written(tmp_path, numbers=np.arange(3))
    with pytest.raises(ValueError, match="read-only"):
        reader.read("numbers")[0] = 1


def test_a_folder_without_its_last_file_cannot_be_read(tmp_path):
    ArrayWriter(tmp_path / "new").write("numbers", np.arange(3))
    with pytest.raises(FileNotFoundError):
        ArrayReader(tmp_path / "new")


@given(WORDS, WORDS)
def test_a_text_is_found_in_the_order_of_any_texts(texts, others):
    order = np.array(sorted(range(len(texts)), key=lambda place: texts[place].encode()), np.int32)
    places = PlaceByText(Texts.from_texts(texts), order)
    keys = keys_of([text.encode() for text in sorted(texts)])
    in_order = PlaceByText(Texts.from_texts(sorted(texts)), keys=keys)
    for text in [*texts, *others]:
        expected = texts.index(text) if text in texts else None
        assert places.get(text) == expected
        assert in_order.get(text) == (sorted(texts).index(text) if text in texts else None)


def test_texts_have_slices_and_ends():
    texts = Texts.from_texts(["a", "b", "c"])
    assert (texts[-1], texts[1:], len(texts)) == ("c", ["b", "c"], 3)
    with pytest.raises(IndexError):
        texts[3]
