"""Reasons for a recommendation: short phrases derived from its contributions and the data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from api.tracks.summary_cache import CachedSummary

MAX_REASONS = 3
MAX_AUDIO_REASONS = 2
# Two values of a feature in [0, 1] are called "same" or "similar" if they differ by less than this.
SAME_WITHIN = 0.05
SIMILAR_WITHIN = 0.1
SIMILAR_TEMPO_WITHIN = 0.04  # relative to the slower tempo
HIGH_THRESHOLD = 0.7  # from here on both are called "danceable", "acoustic" or "instrumental"
POPULARITY_THRESHOLD = 60  # of 100; from here on a track is called "popular"
DEFAULT_REASON = "the nearest of what is left"


class AudioValues(NamedTuple):
    """The audio features that reasons are made of; None where one is unknown."""

    energy: float | None = None
    valence: float | None = None
    tempo: float | None = None
    danceability: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None


class Shares(NamedTuple):
    """What each term adds to a score, in the order of `recommender.scoring.model.CONTRIBUTIONS`."""

    audio: float = 0.0
    taste: float = 0.0
    artist: float = 0.0
    co_occurrence: float = 0.0
    popularity: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one of two tracks; `cold_start_source` is where its taste comes from."""

    track: CachedSummary
    features: AudioValues | None
    cold_start_source: str | None


@dataclass(frozen=True, slots=True)
class Partner:
    """The seed or like that a reason is about.

    `called` is how it is named; None for the one seed that the whole list is about, of which
    a phrase says "both".
    """

    facts: Facts
    called: str | None = None
    is_liked: bool = False


@dataclass(frozen=True, slots=True)
class Partners:
    """The partner of each kind of reason, None where there is none, and what is counted.

    `n_playlists` hold the found track and `playlist`; `n_more` seeds or likes besides share a
    playlist with it; it and `session` were heard in `n_sessions`. `is_similar_audio` says
    whether it and `audio` are alike in sound as a whole.
    """

    audio: Partner | None = None
    is_similar_audio: bool = False
    taste: Partner | None = None
    artist: Partner | None = None
    playlist: Partner | None = None
    n_playlists: int = 0
    n_more: int = 0
    session: Partner | None = None
    n_sessions: int = 0


def reasons_among(shares: Shares, partners: Partners, found: Facts) -> list[str]:
    """Return why `found` is in the list: of what adds to its score, the most first."""
    company = max(shares.taste, 0) + max(shares.co_occurrence, 0)
    kinds: list[tuple[float, Callable[[], list[str]]]] = [
        (shares.audio, lambda: _sounds(partners, found)),
        (company, lambda: _company(partners, found, shares.taste > 0)),
        (shares.artist, lambda: _artist(partners.artist, found.track)),
        (shares.popularity, lambda: _popularity(found.track)),
    ]
    reasons: list[str] = []
    for share, phrases in sorted(kinds, key=lambda kind: -kind[0]):
        if share <= 0 or len(reasons) >= MAX_REASONS:
            break
        reasons += phrases()
    return reasons[:MAX_REASONS] or [DEFAULT_REASON]


def _company(partners: Partners, found: Facts, has_taste: bool) -> list[str]:
    """Say whom it is listed with; that says more than that their playlists are alike."""
    if partners.playlist is not None and partners.n_playlists > 0:
        return [_listed(partners.playlist, partners.n_playlists, partners.n_more)]
    if partners.session is not None and partners.n_sessions > 0:
        return [_heard(partners.session, partners.n_sessions)]
    return _taste(partners.taste, found) if partners.taste and has_taste else []


def _listed(partner: Partner, n_playlists: int, n_more: int) -> str:
    playlists = "1 playlist holds" if n_playlists == 1 else f"{n_playlists:,} playlists hold"
    if partner.called is None:
        return f"{playlists} both"
    kind = "your likes" if partner.is_liked else "the seeds"
    verb = "is" if n_more == 1 else "are"
    more = f", and {n_more} more of {kind} {verb} listed with it" if n_more else ""
    return f"{playlists} it and {partner.called}{more}"


def _heard(partner: Partner, n_sessions: int) -> str:
    times = "" if n_sessions == 1 else f", {n_sessions:,} times"
    if partner.called is None:
        return f"both heard in one sitting{times}"
    return f"heard in one sitting with {partner.called}{times}"


def _sounds(partners: Partners, found: Facts) -> list[str]:
    partner = partners.audio
    if partner is None or partner.facts.features is None or found.features is None:
        return []
    phrases = _sound(partner.facts.features, found.features)
    if not phrases and partners.is_similar_audio:
        phrases = ["alike in sound overall"]
    if phrases and partner.called is not None:
        phrases[0] = f"{phrases[0]}, like {partner.called}"
    return phrases


def _sound(seed: AudioValues, found: AudioValues) -> list[str]:
    phrases = _energy_and_mood(seed, found)
    if seed.tempo and found.tempo:
        slower = min(seed.tempo, found.tempo)
        if abs(seed.tempo - found.tempo) <= SIMILAR_TEMPO_WITHIN * slower:
            phrases.append(f"{found.tempo:.0f} BPM beside {seed.tempo:.0f}")
    for word, one, other in (
        ("danceable", seed.danceability, found.danceability),
        ("acoustic", seed.acousticness, found.acousticness),
        ("instrumental", seed.instrumentalness, found.instrumentalness),
    ):
        if min(one or 0.0, other or 0.0) >= HIGH_THRESHOLD:
            phrases.append(f"both {word}")
    return phrases[:MAX_AUDIO_REASONS]


def _energy_and_mood(seed: AudioValues, found: AudioValues) -> list[str]:
    """Say which of the two agree; both in one phrase are called by the looser word."""
    apart = {
        name: abs(one - other)
        for name, one, other in (
            ("energy", seed.energy, found.energy),
            ("mood", seed.valence, found.valence),
        )
        if one is not None and other is not None and abs(one - other) < SIMILAR_WITHIN
    }
    if not apart:
        return []
    word = "same" if max(apart.values()) < SAME_WITHIN else "similar"
    return [f"{word} {' and '.join(apart)}"]


def _taste(partner: Partner, found: Facts) -> list[str]:
    """Say whose playlists are alike; a taste that was filled in is told as what it is."""
    seed = partner.facts
    whose = {
        "none": partner.called or _name(seed.track),
        "artist": _artist_name(seed.track),
        "genre": f"the genre of {partner.called or _name(seed.track)}",
    }.get(seed.cold_start_source or "")
    who = {"none": "", "artist": "its artist is ", "genre": "its genre is "}.get(
        found.cold_start_source or ""
    )
    if whose is None or who is None:
        return []
    return [f"{who}found in playlists like those of {whose}"]


def _artist(partner: Partner | None, found: CachedSummary) -> list[str]:
    if partner is None:
        return []
    ours = {artist_id for artist_id, _ in partner.facts.track.artists}
    shared = [name for artist_id, name in found.artists if artist_id in ours]
    if not shared:
        return []
    if partner.called is not None:
        return [f"same artist as {partner.called}"]
    return [f"same artist, {shared[0]}" if shared[0] and len(found.artists) > 1 else "same artist"]


def _popularity(found: CachedSummary) -> list[str]:
    popularity = found.track_popularity or 0
    return [f"popular: {popularity} of 100"] if popularity >= POPULARITY_THRESHOLD else []


def named(facts: Facts, is_liked: bool, says_so: bool = True) -> Partner:
    """Return the partner that a phrase names; a like is said to be one, beside seeds."""
    name = facts.track.track_name or "a song without a title"
    return Partner(facts, f"{name}, which you liked" if is_liked and says_so else name, is_liked)


def _name(track: CachedSummary) -> str:
    return track.track_name or "this track"


def _artist_name(track: CachedSummary) -> str:
    return (track.artists[0][1] if track.artists else None) or "its artist"
