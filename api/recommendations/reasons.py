"""Reasons for a recommendation: short phrases derived from its contributions and the data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from api.tracks.catalogue import CachedSummary

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
    """The audio features that reasons use; None if unknown."""

    energy: float | None = None
    valence: float | None = None
    tempo: float | None = None
    danceability: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None


class ContributionValues(NamedTuple):
    """The contributions to a score, by name."""

    audio: float = 0.0
    taste: float = 0.0
    artist: float = 0.0
    co_occurrence: float = 0.0
    popularity: float = 0.0
    artist_repeat: float = 0.0


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """A track with its audio features and the source of its taste vector."""

    track: CachedSummary
    features: AudioValues | None
    cold_start_source: str | None


@dataclass(frozen=True, slots=True)
class ReasonAnchor:
    """The seed or liked track that a reason refers to.

    `name` is its name in phrases; None for a single seed, to which phrases refer by "both".
    """

    facts: TrackFacts
    name: str | None = None
    is_liked: bool = False


@dataclass(frozen=True, slots=True)
class ReasonAnchors:
    """The anchor of each kind of reason, or None, and the numbers in the phrases.

    `n_playlists` playlists contain the recommended track and `playlist`; `n_more` other seeds or
    likes share a playlist with it; it and `session` were played in `n_sessions` sessions together.
    `is_similar_audio` is true if the audio of the track and of `audio` is similar as a whole.
    """

    audio: ReasonAnchor | None = None
    is_similar_audio: bool = False
    taste: ReasonAnchor | None = None
    artist: ReasonAnchor | None = None
    playlist: ReasonAnchor | None = None
    n_playlists: int = 0
    n_more: int = 0
    session: ReasonAnchor | None = None
    n_sessions: int = 0


def build_reasons(
    contributions: ContributionValues,
    anchors: ReasonAnchors,
    found: TrackFacts,
    has_seeds: bool = True,
) -> list[str]:
    """Return the reasons for the track `found`, that of the largest contribution first.

    Without seeds only popularity can be one: there is nothing that the track could be near to.
    """
    shared = max(contributions.taste, 0) + max(contributions.co_occurrence, 0)
    kinds: list[tuple[float, Callable[[], list[str]]]] = [
        (contributions.audio, lambda: _describe_audio(anchors, found)),
        (shared, lambda: _describe_co_occurrence(anchors, found, contributions.taste > 0)),
        (contributions.artist, lambda: _describe_artist(anchors.artist, found.track)),
        (contributions.popularity, lambda: _describe_popularity(found.track)),
    ]
    reasons: list[str] = []
    for share, phrases in sorted(kinds, key=lambda kind: -kind[0]):
        if share <= 0 or len(reasons) >= MAX_REASONS:
            break
        reasons += phrases()
    return reasons[:MAX_REASONS] or [DEFAULT_REASON] * has_seeds


def _describe_co_occurrence(
    anchors: ReasonAnchors, found: TrackFacts, has_taste: bool
) -> list[str]:
    """Return shared playlists or sessions; similar playlists only if there are none."""
    if anchors.playlist is not None and anchors.n_playlists > 0:
        return [_describe_playlists(anchors.playlist, anchors.n_playlists, anchors.n_more)]
    if anchors.session is not None and anchors.n_sessions > 0:
        return [_describe_sessions(anchors.session, anchors.n_sessions)]
    return _describe_taste(anchors.taste, found) if anchors.taste and has_taste else []


def _describe_playlists(anchor: ReasonAnchor, n_playlists: int, n_more: int) -> str:
    playlists = "1 playlist holds" if n_playlists == 1 else f"{n_playlists:,} playlists hold"
    if anchor.name is None:
        return f"{playlists} both"
    kind = "your likes" if anchor.is_liked else "the seeds"
    verb = "is" if n_more == 1 else "are"
    more = f", and {n_more} more of {kind} {verb} listed with it" if n_more else ""
    return f"{playlists} it and {anchor.name}{more}"


def _describe_sessions(anchor: ReasonAnchor, n_sessions: int) -> str:
    times = "" if n_sessions == 1 else f", {n_sessions:,} times"
    if anchor.name is None:
        return f"both played in one session{times}"
    return f"played in one session with {anchor.name}{times}"


def _describe_audio(anchors: ReasonAnchors, found: TrackFacts) -> list[str]:
    anchor = anchors.audio
    if anchor is None or anchor.facts.features is None or found.features is None:
        return []
    phrases = _compare_audio(anchor.facts.features, found.features)
    if not phrases and anchors.is_similar_audio:
        phrases = ["alike in sound overall"]
    if phrases and anchor.name is not None:
        phrases[0] = f"{phrases[0]}, like {anchor.name}"
    return phrases


def _compare_audio(seed: AudioValues, found: AudioValues) -> list[str]:
    phrases = _compare_energy_and_mood(seed, found)
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


def _compare_energy_and_mood(seed: AudioValues, found: AudioValues) -> list[str]:
    """Return which of the two agree; for both, the weaker word ("similar") counts."""
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


def _describe_taste(anchor: ReasonAnchor, found: TrackFacts) -> list[str]:
    """Return whose playlists are similar; a vector of the artist or genre is named as such."""
    seed = anchor.facts
    seed_phrase = {
        "none": anchor.name or _name(seed.track),
        "artist": _artist_name(seed.track),
        "genre": f"the genre of {anchor.name or _name(seed.track)}",
    }.get(seed.cold_start_source or "")
    track_phrase = {"none": "", "artist": "its artist is ", "genre": "its genre is "}.get(
        found.cold_start_source or ""
    )
    if seed_phrase is None or track_phrase is None:
        return []
    return [f"{track_phrase}found in playlists like those of {seed_phrase}"]


def _describe_artist(anchor: ReasonAnchor | None, found: CachedSummary) -> list[str]:
    if anchor is None:
        return []
    ours = {artist_id for artist_id, _ in anchor.facts.track.artists}
    shared = [name for artist_id, name in found.artists if artist_id in ours]
    if not shared:
        return []
    if anchor.name is not None:
        return [f"same artist as {anchor.name}"]
    return [f"same artist, {shared[0]}" if shared[0] and len(found.artists) > 1 else "same artist"]


def _describe_popularity(found: CachedSummary) -> list[str]:
    popularity = found.track_popularity or 0
    return [f"popular: {popularity} of 100"] if popularity >= POPULARITY_THRESHOLD else []


def build_named_anchor(facts: TrackFacts, is_liked: bool, says_liked: bool = True) -> ReasonAnchor:
    """Return an anchor with its name; with `says_liked`, that of a like says so."""
    name = facts.track.track_name or "a song without a title"
    return ReasonAnchor(
        facts, f"{name}, which you liked" if is_liked and says_liked else name, is_liked
    )


def _name(track: CachedSummary) -> str:
    return track.track_name or "this track"


def _artist_name(track: CachedSummary) -> str:
    return (track.artists[0][1] if track.artists else None) or "its artist"
