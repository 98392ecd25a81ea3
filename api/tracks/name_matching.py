"""How well the names that a person gives fit those of a track: a confidence in [0, 1].

Names are compared by the words of search: without case, accents and punctuation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from api.tracks.search_words import PARTS, normalize

DASH = re.compile(r"\s+[-\u2010-\u2015~]+\s+|\s*\|\s*")
BY = re.compile(r"\s+by\s+", re.IGNORECASE)
BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]")
GUESTS = re.compile(r"\s+(?:feat|ft|featuring)\b.*", re.IGNORECASE)
SEVERAL = re.compile(r"\s*(?:,|;|/|&|\+)\s*|\s+(?:and|with|x|vs\.?)\s+", re.IGNORECASE)
OTHER_VERSION = 0.95  # the factor of names that are equal only without `(Live)`, `- Remastered`
OTHER_WORD = 0.6  # words less alike than this are no typing errors of each other
ONLY_A_TITLE = 0.9
MAX_NAMES = 8


@dataclass(frozen=True)
class GivenNames:
    """What a person gave: the readings as (artist, title), and the text of no certain order."""

    readings: tuple[tuple[str, str], ...]
    text: str | None = None

    @classmethod
    def from_text(cls, text: str) -> "GivenNames":
        """Read `artist - title`, also the other way round, and words in any order."""
        readings: list[tuple[str, str]] = []
        for separator in (DASH, BY):
            for found in list(separator.finditer(text))[:MAX_NAMES]:
                first, second = text[: found.start()].strip(), text[found.end() :].strip()
                if first and second:
                    readings += [(first, second), (second, first)]
        return cls(tuple(dict.fromkeys(readings)), text)

    @property
    def queries(self) -> list[str]:
        """Return what to search for, from the narrowest to the widest."""
        wide: list[str] = []
        for artist, title in self.readings[: 2 * MAX_NAMES]:
            main = _first_artist(artist)
            wide += [f"{artist} {title}", f"{main} {strip_version(title)}"]
        wide += [self.text or ""]
        wide += [strip_version(title) for _, title in self.readings[:2]]
        return [query for query in dict.fromkeys(wide) if query.strip()]

    def confidence(self, title: str, artists: Sequence[str]) -> float:
        """Return how well a track of this title and these artists fits, in [0, 1]."""
        found = [
            _title_similarity(given_title, title) * _artist_similarity(given_artist, artists)
            for given_artist, given_title in self.readings
        ]
        if self.text is not None:
            found.append(_text_similarity(self.text, title, artists))
            found.append(_only_title_similarity(self.text, title))
        return max(found, default=0.0)

    def is_only_title(self, title: str, artists: Sequence[str]) -> bool:
        """Return whether the title alone explains the confidence: the artist was not given."""
        if self.text is None:
            return False
        alone = _only_title_similarity(self.text, title)
        return alone > 0 and alone >= self.confidence(title, artists)


def strip_version(title: str) -> str:
    """Return `title` without brackets, guests and what follows a dash."""
    plain = GUESTS.sub("", BRACKETS.sub("", DASH.split(title)[0])).strip()
    return plain or title


@lru_cache(maxsize=4096)
def normalize_words(name: str) -> str:
    """Return the words of a name, as they are compared; a name without words stays as it is."""
    normal = normalize(name)
    return " ".join(PARTS.findall(normal)) or normal.strip()


def _title_similarity(given: str, title: str) -> float:
    whole = _similarity(normalize_words(given), normalize_words(title))
    plain = _similarity(
        normalize_words(strip_version(given)), normalize_words(strip_version(title))
    )
    return max(whole, OTHER_VERSION * plain)


def _artist_similarity(given: str, artists: Sequence[str]) -> float:
    names = [*artists, " ".join(artists)]
    whole = max((_name_similarity(given, name) for name in names), default=0.0)
    first = max((_name_similarity(_first_artist(given), name) for name in names), default=0.0)
    return max(whole, OTHER_VERSION * first)


def _name_similarity(given: str, name: str) -> float:
    words, others = normalize_words(given), normalize_words(name)
    if not words or not others:
        return 0.0
    without_article = (words.removeprefix("the "), others.removeprefix("the "))
    pairs = ((words, others), without_article)
    return max(1.0 if _sort(a) == _sort(b) else _similarity(a, b) for a, b in pairs)


def _only_title_similarity(text: str, title: str) -> float:
    if DASH.search(text):  # what follows it may be anything: all of the text is the title, or none
        return ONLY_A_TITLE * (normalize_words(text) == normalize_words(title))
    return ONLY_A_TITLE * _title_similarity(text, title)


def _text_similarity(text: str, title: str, artists: Sequence[str]) -> float:
    words = _sort(normalize_words(text))
    names = [*artists, " ".join(artists)]
    titles = {title, strip_version(title)}
    whole = {
        _sort(f"{normalize_words(each)} {normalize_words(name)}")
        for each in titles
        for name in names
    }
    if DASH.search(text):
        return OTHER_VERSION * (words in whole)
    return max((_similarity(words, other) for other in whole), default=0.0)


def _sort(words: str) -> str:
    return " ".join(sorted(words.split()))


def _similarity(given: str, name: str) -> float:
    """Return the share of equal letters; less if a word of either has no like in the other."""
    alike = ratio(given, name) / 100
    if alike in (0.0, 1.0):
        return alike
    words, others = given.split(), name.split()
    worst = min(
        max(ratio(word, other) / 100 for other in theirs)
        for ours, theirs in ((words, others), (others, words))
        for word in ours
    )
    # blanks may be lost or added: `daftpunk`
    joined = ratio("".join(words), "".join(others)) / 100
    return max(alike if worst >= OTHER_WORD else alike * worst, joined if joined > 0.94 else 0.0)


def _first_artist(artist: str) -> str:
    return SEVERAL.split(GUESTS.sub("", artist))[0] or artist
