"""All spellings at one typing error, beside a slow, obvious list of them."""

import pytest

from api.tracks.misspellings import Misspellings
from segue.array_files import keys_of

LETTERS = "adeoåяжж夜駆"


def spell_wrong(word: str, letters: str) -> set[str]:
    found = {word[:place] + word[place + 1 :] for place in range(len(word))}
    for place in range(len(word) - 1):
        found.add(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    for place in range(len(word) + 1):
        for letter in letters:
            found.add(word[:place] + letter + word[place:])
            if place < len(word):
                found.add(word[:place] + letter + word[place + 1 :])
    return found


@pytest.mark.parametrize(
    ("word", "of_its_scripts"),
    [("bed", "adeo"), ("extraordinary", "adeo"), ("blå", "adeoå"), ("як1", "adeoåяж")],
)
def test_each_word_at_one_typing_error_is_found_with_the_letters_of_its_scripts(
    word, of_its_scripts
):
    near = Misspellings.from_word(word, LETTERS)
    found = {near.text(number).decode() for number in range(len(near.sizes))}
    assert found | {word} == spell_wrong(word, of_its_scripts) | {word}


@pytest.mark.parametrize("word", ["bed", "extraordinary", "яблоко"])
def test_keys_and_beginnings_are_those_of_the_texts(word):
    near = Misspellings.from_word(word, LETTERS)
    texts = [near.text(number) for number in range(len(near.sizes))]
    assert near.keys().tolist() == keys_of(texts).tolist()
    begin = word[:-1].encode()
    assert near.begin_with(begin).tolist() == [text.startswith(begin) for text in texts]
