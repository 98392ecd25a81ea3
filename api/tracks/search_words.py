"""How text becomes words to find: case, accents and punctuation do not matter."""

import re
import unicodedata

PARTS = re.compile(r"[^\W_]+")
COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0489\u064b-\u0652\u3099\u309a]+")
# letters that Unicode does not take apart
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                         "\u0131": "i", "ħ": "h"})  # fmt: skip
MAX_WORDS = 12


def normalize(text: str) -> str:
    """Return `text` without case and accents, letters in their plainest form."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return COMBINING.sub("", apart).translate(LETTERS)


def stored_words(text: str) -> set[str]:
    """Return the words under which a track is kept.

    `AC/DC` is kept as `ac`, `dc` and `acdc`, and a title of signs only as itself.
    """
    words: set[str] = set()
    for chunk in normalize(text).split():
        parts = PARTS.findall(chunk)
        words.update(parts or [chunk])
        if len(parts) > 1:
            words.add("".join(parts))
    return words


def typed_words(query: str) -> list[str]:
    """Return the words of a query, each once, in the order in which they were typed.

    Signs count only when nothing else was typed: `rock & roll` also means `rock and roll`.
    """
    normal = normalize(query)
    words = PARTS.findall(normal) or normal.split()
    # the last word may be a beginning: it stays last even when it was typed before
    return list(dict.fromkeys(reversed(words[:MAX_WORDS])))[::-1]
