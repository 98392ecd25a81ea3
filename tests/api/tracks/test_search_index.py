"""The search index, by examples and compared with a slow, obvious implementation."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from api.tracks.search_index import RowPage, WordIndex
from api.tracks.search_words import split_query, split_text

TEXTS = [
    "hello adele",
    "hallo welt",
    "yellow coldplay",
    "help the beatles",
    "hello goodbye beatles",
]


@pytest.fixture(scope="module")
def index() -> WordIndex:
    return WordIndex.from_texts(TEXTS)


def test_rows_are_in_order_and_has_more_is_true_before_the_last(index):
    assert index.find(["hello"], limit=1) == RowPage([0], has_more=True)
    assert index.find(["beatles"], limit=2) == RowPage([3, 4], has_more=False)


def test_all_words_must_match_and_the_last_may_be_a_prefix(index):
    assert index.find(["beatles", "good"], limit=5).rows == [4]
    assert index.find(["hel"], limit=5).rows[:3] == [0, 3, 4]
    # only the last: "good" is no whole word
    assert index.find(["good", "beatles"], limit=5).rows == []


def test_rows_with_a_typing_error_come_after_exact_matches(index):
    assert index.find(["hello"], limit=5).rows == [0, 4, 1, 2]  # hallo, (y)ello(w)
    assert index.find(["hello"], limit=5).words is None


def test_a_misspelled_word_is_returned_in_the_spelling_of_the_best_row(index):
    found = index.find(["beetles", "helo"], limit=5)
    assert (found.rows, found.words) == ([3, 4], ["beatles", "help"])
    assert index.find(["coldpaly"], limit=5).words == ["coldplay"]


def test_a_typing_error_in_a_prefix_is_allowed_once_it_is_long_enough(index):
    assert index.find(["yelow"], limit=5).rows == [2]
    assert index.find(["cokdp"], limit=5).rows == [2]
    assert index.find(["colk"], limit=5).rows == []  # the error is its last letter so far
    assert index.find(["xo"], limit=5).rows == []


def test_without_words_every_row_matches(index):
    assert index.find([], limit=3) == RowPage([0, 1, 2], has_more=True)
    assert index.find([], limit=3, offset=3) == RowPage([3, 4], has_more=False)
    assert index.find([], limit=3, offset=99) == RowPage([], has_more=False)


def test_an_empty_index_finds_nothing():
    empty = WordIndex.from_texts([])
    assert empty.find(["a"], limit=3) == RowPage([], has_more=False)
    assert empty.find([], limit=3) == RowPage([], has_more=False)
    assert WordIndex.from_texts(["", ""]).find([], limit=3).rows == [0, 1]


def slow_answer(texts: list[str], words: list[str]) -> list[int]:
    """Return the rows by the definition: every text, every word, every stored word."""

    def cost(word: str, is_last: bool, stored: set[str]) -> int:
        if any(word == other or (is_last and other.startswith(word)) for other in stored):
            return 0
        if len(word) >= 3 and any(OSA.distance(word, other) == 1 for other in stored):
            return 1
        lengths = (len(word) - 1, len(word), len(word) + 1)
        near = len(word) >= 4 and is_last and any(
            len(other) > length and OSA.distance(word, other[:length]) == 1
            and not other[:length].startswith(word[:-1])
            for other in stored for length in lengths
        )  # fmt: skip
        return 1 if near else 99

    costs = [
        (sum(cost(word, word == words[-1], split_text(text)) for word in words), row)
        for row, text in enumerate(texts)
    ]
    most = 1 if any(total == 0 for total, _ in costs) else len(words)
    return [row for total, row in sorted(costs) if total <= most]


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_the_index_finds_the_same_as_the_slow_definition(rng: random.Random):
    def word() -> str:
        return "".join(rng.choice("abc") for _ in range(rng.randrange(1, 7)))

    texts = [" ".join(word() for _ in range(rng.randrange(4))) for _ in range(12)]
    words = split_query(" ".join(word() for _ in range(rng.randrange(1, 4))))
    found = WordIndex.from_texts(texts).find(words, limit=100)
    assert found.rows == slow_answer(texts, words)


def test_rows_of_frequent_words_are_found_by_examining_rows(index, monkeypatch):
    import api.tracks.search_index

    queries = (["hello"], ["hel"], ["beatles", "good"], ["beetles", "helo"], ["xo"])
    expected = [index.find(words, limit=5) for words in queries]
    for name in ("MAX_SORTED", "MAX_SORTED_ALONE"):
        monkeypatch.setattr(api.tracks.search_index, name, 0)
    monkeypatch.setattr(api.tracks.search_index, "FIRST_CHUNK", 2)
    assert [index.find(words, limit=5) for words in queries] == expected
