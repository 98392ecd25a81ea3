"""Keys, modes and bars that a file writes as names are read as numbers."""

import pytest

from ingestion.load.audio_features import parse_bar, parse_key_name, parse_mode_name

KEYS = {
    "C": 0, "C#": 1, "Db": 1, "c♯": 1, "D♭": 1, "C#/Db Minor": 1, "A Major": 9, "Bb": 10,
    "F# minor": 6, "Am": 9, "B": 11, "Cb": 11, "H": None, "No key": None, "": None, "12": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "key"), KEYS.items())
def test_a_key_is_read_from_its_name(text, key):
    assert parse_key_name(text) == key


def test_a_mode_is_read_from_its_name():
    assert [parse_mode_name(text) for text in ("Major", "minor", "Dorian")] == [1, 0, None]


def test_a_bar_is_read_from_its_beats():
    assert [parse_bar(text) for text in ("4/4", "3/4", "7/8", "4", "4/5")] == [4, 3, 7, None, None]


def test_a_file_with_names_of_keys_is_read_without_a_refusal(load, query, fixtures):
    summary = load("tracks", fixtures / "half_known" / "key_as_note_name.csv")
    assert (summary.exit_code, summary.problems) == (0, [])
    rows = "select key, mode, time_signature, tempo from raw.audio_features order by track_id"
    assert query(rows) == [(1, 1, 4, 166.969), (6, 0, 3, 174.003), (0, 0, 5, 99.488)]


def test_a_text_that_is_no_key_is_refused(load, query, fixtures):
    summary = load("tracks", fixtures / "half_known" / "half_known.csv")
    assert any("got 'No key'" in str(problem) for problem in summary.problems)
    assert query("select key from raw.audio_features order by track_id") == [(1,), (None,)]
