"""Words of titles and queries, without case, accents and punctuation."""

import re
import unicodedata

PARTS = re.compile(r"[^\W_]+")
COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0489\u064b-\u0652\u3099\u309a]+")
# letters that Unicode does not decompose
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                         "\u0131": "i", "ħ": "h"})  # fmt: skip
MAX_WORDS = 12


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
    return words


def split_query(query: str) -> list[str]:
    """Return the distinct words of a query in their order.

    Punctuation counts only in a query of punctuation: `rock & roll` also matches `rock and roll`.
    """
    normal = normalize(query)
    words = PARTS.findall(normal) or normal.split()
    # the last word may be a prefix: it stays last even if it occurs before
    return list(dict.fromkeys(reversed(words[:MAX_WORDS])))[::-1]
