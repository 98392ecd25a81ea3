"""Words of titles and queries, without case, accents and punctuation.

Chinese, Japanese and Thai have no spaces between words. A text in such a script is found by each of
its characters and each two that follow each other, a query looks for the pairs of its characters.
"""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

# vowels and tones that belong to the letter before them, from Devanagari to Khmer
SIGNS = "".join(
    letter for letter in map(chr, range(0x900, 0x1800)) if unicodedata.category(letter)[0] == "M"
)
PARTS = re.compile(rf"(?:[^\W_]|[{SIGNS}])+")
COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652"
                       r"\u3099\u309a]+")  # fmt: skip
# letters that Unicode does not decompose
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                         "\u0131": "i", "ħ": "h"})  # fmt: skip
# Thai, Lao, Burmese, Khmer; Japanese syllables; Chinese characters, and their signs of repetition
WITHOUT_SPACES = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3031-\u3035\u303b"
    "\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
RUNS = re.compile(rf"[{WITHOUT_SPACES}]+|[^{WITHOUT_SPACES}]+")
HAS_NO_SPACES = re.compile(f"[{WITHOUT_SPACES}]")
# a character with the signs above, below and beside it
CHARACTERS = re.compile(rf"[^{SIGNS}][{SIGNS}]*|[{SIGNS}]+")
MAX_WORDS = 12
MAX_TERMS = 32
MIN_CHARACTERS_FOR_TYPO = 3


def normalize(text: str) -> str:
    """Return `text` in lower case and without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return COMBINING.sub("", apart).translate(LETTERS)


def split_text(text: str) -> set[str]:
    """Return the words by which a track is found.

    `AC/DC` is found by `ac`, `dc` and `acdc`, and a title of punctuation by itself.
    """
    words: set[str] = set()
    for chunk in normalize(text).split():
        parts = PARTS.findall(chunk)
        words.update(parts or [chunk])
        if len(parts) > 1:
            words.add("".join(parts))
    return {term for word in words for term in _terms_of_text(word)}


def split_query(query: str) -> list[str]:
    """Return the distinct words of a query in their order.

    Punctuation counts only in a query of punctuation: `rock & roll` also matches `rock and roll`.
    """
    terms = [term for run in split_runs(query) for term in _terms_of_query(run)]
    # the last word may be a prefix: it stays last even if it occurs before
    return list(dict.fromkeys(reversed(terms[:MAX_TERMS])))[::-1]


def split_runs(query: str) -> list[str]:
    """Return the words of a query as typed; what has no spaces is one word."""
    normal = normalize(query)
    words = (PARTS.findall(normal) or normal.split())[:MAX_WORDS]
    return [run for word in words for run in RUNS.findall(word)]


def leave_out_characters(query: str) -> list[list[str]]:
    """Return the words of a query without one character, for each of those that may be wrong.

    These are the characters of words without spaces: one wrong character makes two pairs wrong.
    """
    runs = split_runs(query)[:MAX_TERMS]
    found = []
    for place, run in enumerate(runs):
        characters = CHARACTERS.findall(run) if HAS_NO_SPACES.match(run) else []
        if len(characters) < MIN_CHARACTERS_FOR_TYPO:
            continue
        for wrong in range(min(len(characters), MAX_TERMS)):
            parts = "".join(characters[:wrong]), "".join(characters[wrong + 1 :])
            left = [*runs[:place], *filter(None, parts), *runs[place + 1 :]]
            terms = [term for one in left for term in _terms_of_query(one)]
            found.append(list(dict.fromkeys(terms[:MAX_TERMS])))
    return found


def correct(query: str, words: Mapping[str, str]) -> str:
    """Return a query with its words replaced by those that are spelled correctly."""
    runs = dict.fromkeys(reversed([words.get(run, run) for run in split_runs(query)]))
    return " ".join(reversed(runs))


def _terms_of_text(word: str) -> list[str]:
    if not HAS_NO_SPACES.search(word):
        return [word]
    terms = []
    for run in RUNS.findall(word):
        if HAS_NO_SPACES.match(run):
            characters = CHARACTERS.findall(run)
            terms += characters + _pairs(characters)
        else:
            terms.append(run)
    return terms


def _terms_of_query(run: str) -> list[str]:
    if not HAS_NO_SPACES.match(run):
        return [run]
    return _pairs(characters) if len(characters := CHARACTERS.findall(run)) > 1 else characters


def _pairs(characters: list[str]) -> list[str]:
    return [first + second for first, second in pairwise(characters)]
