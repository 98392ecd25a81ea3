"""Queries in Spotify's search syntax: words, and fields such as `artist:` and `year:1990-1999`."""

import re
from dataclasses import dataclass
from typing import Self

from api.http.problems import raise_problem
from api.spotify_compat.genres import fold_genre
from api.tracks.references import parse_isrc
from api.tracks.search_words import split_query, split_text

FIELD = re.compile(r"(?<!\S)(artist|track|album|year|genre|isrc|upc|tag):\s*", re.IGNORECASE)
QUOTED = re.compile(r'"([^"]*)"(.*)', re.DOTALL)
YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")
REFUSED = {
    "tag": "Segue does not know which albums are new or unknown on Spotify",
    "upc": "Segue does not know the bar codes of albums",
}


@dataclass(frozen=True)
class SearchQuery:
    """A query, taken apart; fields that it does not name are empty or None."""

    text: str = ""
    artist: str = ""
    track: str = ""
    album: str = ""
    genre: str = ""
    isrc: str = ""
    years: tuple[int, int] | None = None

    @classmethod
    def parse(cls, query: str) -> Self:
        """Return the parts of a query; a field that Segue cannot answer ends the request with 400.

        A value goes on to the next field, or to the end of its quotation marks.
        """
        starts = [*FIELD.finditer(query)]
        ends = [match.start() for match in starts[1:]] + [len(query)]
        words = [query[: starts[0].start()] if starts else query]
        values: dict[str, str] = {}
        for match, end in zip(starts, ends, strict=True) if starts else ():
            value, name = query[match.end() : end], match[1].lower()
            if name in REFUSED:
                got = f"{name}:{value.strip()[:50]}"
                raise_problem(400, f"Invalid q: expected no {name}:, got {got!r}; {REFUSED[name]}")
            if quoted := QUOTED.fullmatch(value):
                value = quoted[1]
                words.append(quoted[2])
            values[name] = value.strip()
        years = _parse_years(values.pop("year")) if "year" in values else None
        if "isrc" in values and not parse_isrc(values["isrc"]):
            raise_problem(400, f"Invalid q: expected an ISRC after isrc:, got {values['isrc']!r}")
        return cls(text=" ".join(words).strip(), years=years, **values)

    @property
    def is_plain(self) -> bool:
        """Return whether the query has words only."""
        return self == SearchQuery(text=self.text)

    def fits_year(self, years: tuple[int, int] | None) -> bool:
        """Return whether something of these years is asked for; of an unknown year it is not."""
        if self.years is None:
            return True
        return years is not None and self.years[0] <= years[1] and years[0] <= self.years[1]

    def fits_genre(self, genres: list[str]) -> bool:
        """Return whether one of the genres is asked for, in any spelling."""
        return not self.genre or fold_genre(self.genre) in map(fold_genre, genres)


def has_words(text: str | None, wanted: str) -> bool:
    """Return whether a text has all words of another; the last may be the beginning of one."""
    asked = split_query(wanted)
    if not asked:
        return not wanted
    words = split_text(text or "")
    return set(asked[:-1]) <= words and any(word.startswith(asked[-1]) for word in words)


def _parse_years(value: str) -> tuple[int, int]:
    found = YEARS.fullmatch(value)
    if found is None:
        raise_problem(
            400, f"Invalid q: expected a year or two, as in year:1990-1999, got {value[:50]!r}"
        )
    return int(found[1]), int(found[2] or found[1])
