"""Many texts are split into the words of each of them."""

from hypothesis import given
from hypothesis import strategies as st

from api.tracks.search_words import split_text
from api.tracks.text_words import split_texts

LETTERS = st.sampled_from([*"abAB -/.é夜にรั\u00a0\u2003\u3000\x1c\u00b4"])


@given(st.lists(st.text(LETTERS, max_size=12), max_size=8))
def test_the_words_of_each_text_are_those_of_the_text_alone(texts):
    words, starts, places = split_texts(texts)
    assert words == sorted(set().union(*map(split_text, texts)))
    for number, text in enumerate(texts):
        own = places[starts[number] : starts[number + 1]].tolist()
        assert own == sorted(own)
        assert {words[place] for place in own} == split_text(text)
