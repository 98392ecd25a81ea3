"""Text becomes words: case, accents and punctuation do not matter."""

import pytest

from api.tracks.search_words import (
    MAX_TERMS,
    MAX_WORDS,
    correct,
    leave_out_characters,
    normalize,
    split_query,
    split_text,
)


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


@pytest.mark.parametrize(
    ("text", "found_by"),
    [("夜に駆ける", ["夜", "夜に", "駆ける", "夜に駆ける"]),
     ("七里香", ["七里", "里香", "香"]),
     ("カタカナ・タイトル", ["カタ", "ﾀｲﾄﾙ", "ナタイ", "カタカナタイトル"]),
     ("รักแท้ยังไง", ["รัก", "แท้", "รักแท้", "ยัง"]),
     ("ສະບາຍດີ", ["ສະບາຍ", "ດີ"]),
     ("မင်္ဂလာပါ", ["မင်္ဂလာ", "ပါ"]),
     ("ភ្លេង", ["ភ្លេង"]),
     ("인생은 아름다워", ["인생은", "아름다워"]),
     ("तुम ही हो", ["तुम", "हो"]),
     ("YOASOBI「群青」MV", ["yoasobi", "群", "群青", "mv", "群青mv"])],
)  # fmt: skip
def test_a_title_in_any_script_is_found_by_its_parts(text, found_by):
    words = split_text(text)
    for query in found_by:
        assert set(split_query(query)) <= words, query


@pytest.mark.parametrize("query", ["夜駆", "に夜", "駆るけ", "ナカ", "ยตอ"])
def test_characters_that_do_not_follow_each_other_are_no_part_of_a_title(query):
    assert not set(split_query(query)) <= split_text("夜に駆ける カタカナ ยังไง ต")


def test_vowels_and_tones_stay_with_their_letter():
    assert split_query("น้ำ") == [normalize("น้ำ")]
    assert split_query("हिंदी गाना") == ["हिंदी", "गाना"]


def test_a_query_of_a_long_title_is_truncated():
    assert len(split_query("".join(map(chr, range(0x4E00, 0x4E64))))) == MAX_TERMS


def test_a_correction_leaves_what_is_spelled_correctly_as_typed():
    words = {"yoasovi": "yoasobi", "夜に": "夜に"}
    assert correct("夜に駆ける YOASOVI", words) == "夜に駆ける yoasobi"
    assert correct("la la land la", {"la": "lo"}) == "land lo"


def test_characters_that_may_be_wrong_are_left_out_one_at_a_time():
    assert leave_out_characters("夜に欠ける love") == [
        ["に欠", "欠け", "ける", "love"],
        ["夜", "欠け", "ける", "love"],
        ["夜に", "ける", "love"],
        ["夜に", "に欠", "る", "love"],
        ["夜に", "に欠", "欠け", "love"],
    ]
    assert leave_out_characters("love 夜に") == []
