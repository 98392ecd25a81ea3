"""Find the track that a person means: by id, URI, link or ISRC, or by its names.

Names rarely are those of the catalogue letter by letter. The best match counts if its confidence
is high enough; else the nearest tracks say what the catalogue has instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import FactTracks
from api.http.ids import MAX_ID_LENGTH
from api.tracks.name_matching import GivenNames
from api.tracks.queries import IS_REQUESTED, artist_names, describe_track, load_summary_values
from api.tracks.references import is_called_isrc, parse_isrc, parse_spotify_id, spell_isrc
from api.tracks.search import find, find_nearly

MIN_CONFIDENCE = 0.75
SURE = 0.97  # from here on no wider search can find a better match
N_NEAREST = 3
N_CANDIDATES = 40
EXISTING = select(FactTracks.track_id).where(IS_REQUESTED)
BY_ISRC = (
    select(FactTracks.track_id, FactTracks.isrc)
    .where(FactTracks.isrc == func.any(bindparam("isrcs", type_=ARRAY(Text))))
    .order_by(
        FactTracks.number_of_playlists.desc().nulls_last(),
        FactTracks.track_popularity.desc().nulls_last(),
        FactTracks.track_id,
    )
)


@dataclass(frozen=True)
class Candidate:
    """A track, and how well it fits what was asked for, in [0, 1]."""

    track_id: str
    confidence: float
    summary: Mapping[str, Any]  # the fields of `TrackSummary`

    @property
    def name(self) -> str:
        """Return `artist, artist - title`."""
        return describe_track(self.summary)


@dataclass(frozen=True)
class Match:
    """The result of a lookup; without a match, `nearest` says what is like it, the best first."""

    text: str
    found: Candidate | None = None
    nearest: Sequence[Candidate] = ()

    @property
    def track_id(self) -> str | None:
        """Return the id of the track that was found, if any."""
        return self.found.track_id if self.found else None


@dataclass
class _Search:
    """One text that is still looked up by its names."""

    text: str
    names: GivenNames
    candidates: dict[str, Candidate] = field(default_factory=dict)
    is_far: bool = False  # its candidates lack a word: they are what is nearest, and no match

    @property
    def best(self) -> list[Candidate]:
        """Return the candidates, the best first; of equals the one that search has first."""
        return sorted(self.candidates.values(), key=lambda each: -each.confidence)

    @property
    def is_sure(self) -> bool:
        return any(each.confidence >= SURE for each in self.candidates.values())

    def match(self) -> Match:
        best = self.best
        is_near = best and best[0].confidence >= MIN_CONFIDENCE and not self.is_far
        if not is_near or self._is_ambiguous(best):
            return Match(self.text, None, best[:N_NEAREST])
        return Match(self.text, best[0], best[:N_NEAREST])

    def _is_ambiguous(self, best: Sequence[Candidate]) -> bool:
        """Return whether only a title was given, and several artists have tracks of it."""
        equals = [each for each in best if each.confidence == best[0].confidence]
        first = best[0].summary
        if not self.names.is_only_title(first["track_name"] or "", artist_names(first)):
            return False
        return len({tuple(artist_names(each.summary)[:1]) for each in equals}) > 1


def look_up(text: str) -> Match:
    """Return the track that `text` names: an id, a URI, a link, an ISRC, or `artist - title`."""
    return look_up_all([text])[0]


def look_up_all(texts: Sequence[str]) -> list[Match]:
    """Return the track of each text, with few statements for many texts."""
    found = match_texts(dict.fromkeys(texts))
    return [found[text] for text in texts]


def match_texts(texts: Mapping[str, GivenNames | None]) -> dict[str, Match]:
    """Return the track of each text; one with names is matched by these alone."""
    found = _find_exact([text for text, names in texts.items() if names is None])
    searches = {
        text: _Search(text, names or GivenNames.from_text(text))
        for text, names in texts.items()
        if text not in found
    }
    remaining, place = list(searches.values()), 0
    while remaining:
        _search(remaining, place)
        place += 1
        remaining = [
            each for each in remaining if not each.is_sure and place < len(each.names.queries)
        ]
    _search_nearly([search for search in searches.values() if not search.candidates])
    found |= {text: search.match() for text, search in searches.items()}
    return {text: found[text] for text in texts}


def find_by_isrc(isrcs: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the tracks with each ISRC, those in most playlists first.

    An ISRC is written as `parse_isrc` returns it.
    """
    spellings = {spelling: isrc for isrc in isrcs for spelling in spell_isrc(isrc)}
    found: dict[str, list[str]] = {}
    if spellings:
        for row in fetch_rows(BY_ISRC, {"isrcs": list(spellings)}):
            found.setdefault(spellings[row.isrc], []).append(row.track_id)
    return found


def _find_exact(texts: Sequence[str]) -> dict[str, Match]:
    """Return the texts that name a track by an id or by an ISRC, be it known or not."""
    ids = {text: parse_spotify_id(text) or text.strip() for text in texts if "\0" not in text}
    isrcs = {text: isrc for text in texts if (isrc := parse_isrc(text))}
    short = [key for key in ids.values() if 0 < len(key) <= MAX_ID_LENGTH]
    known = {row.track_id for row in fetch_rows(EXISTING, {"track_ids": short})} if short else set()
    by_isrc = find_by_isrc(isrcs.values())
    keys = {text: key for text, key in ids.items() if key in known}
    for text, isrc in isrcs.items():
        if isrc in by_isrc:
            keys.setdefault(text, by_isrc[isrc][0])
    summaries = load_summary_values(set(keys.values()))
    matches = {
        text: Match(text, candidate, [candidate])
        for text, key in keys.items()
        if key in summaries
        for candidate in [Candidate(key, 1.0, summaries[key])]
    }
    for text in texts:
        is_exact = parse_spotify_id(text) or text in isrcs or is_called_isrc(text) or "\0" in text
        if is_exact and text not in matches:
            matches[text] = Match(text)
    return matches


def _search(searches: Sequence[_Search], place: int) -> None:
    """Add the candidates of the next query of each search, with one statement for all."""
    found = {
        search.text: find("track", search.names.queries[place], N_CANDIDATES, 0).ids
        for search in searches
        if place < len(search.names.queries)
    }
    _add_candidates(searches, found)


def _search_nearly(searches: Sequence[_Search]) -> None:
    """Add candidates that lack one of the words, for a refusal that says what there is."""
    found = {
        search.text: find_nearly("track", search.names.queries[0], N_CANDIDATES)
        for search in searches
        if search.names.queries
    }
    for search in searches:
        search.is_far = True
    if found:
        _add_candidates(searches, found)


def _add_candidates(searches: Sequence[_Search], found: Mapping[str, Sequence[str]]) -> None:
    summaries = load_summary_values({key for keys in found.values() for key in keys})
    for search in searches:
        for key in found.get(search.text, ()):
            if key in summaries and key not in search.candidates:
                summary = summaries[key]
                confidence = search.names.confidence(
                    summary["track_name"] or "", artist_names(summary)
                )
                search.candidates[key] = Candidate(key, round(confidence, 3), summary)
