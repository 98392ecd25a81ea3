"""Text becomes words: case, accents and punctuation do not matter."""

import pytest

from api.tracks.search_words import MAX_WORDS, normalize, split_query, split_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Beyoncé", "beyonce"), ("Sigur Rós", "sigur ros"), ("MØ", "mo"), ("Straße", "strasse"),
     ("Björk", "bjork"), ("ﬁn", "fin"), ("Йога", "иога"), ("Ⅳ", "iv")],
)  # fmt: skip
def test_case_and_accents_do_not_matter(text, plain):
    assert normalize(text) == plain


def test_a_word_with_punctuation_is_stored_in_parts_and_joined():
    assert split_text("AC/DC don't P!nk") == {
        "ac", "dc", "acdc", "don", "t", "dont", "p", "nk", "pnk",
    }  # fmt: skip


def test_a_title_of_punctuation_is_its_own_word():
    assert split_text("!!! ÷") == {"!!!", "÷"}
    assert split_query("!!!") == ["!!!"]


def test_punctuation_between_words_is_ignored():
    assert split_query("rock & roll") == ["rock", "roll"]


def test_a_repeated_word_counts_once_and_the_last_word_stays_last():
    assert split_query("la la land la") == ["land", "la"]


def test_a_very_long_query_is_truncated():
    assert len(split_query(" ".join(map(str, range(99))))) == MAX_WORDS
