"""Why a track is recommended, in short phrases: only what its contributions and features say."""

from dataclasses import dataclass

from api.schemas import AudioFeatures, Contributions, TrackSummary

MAX_REASONS = 3
MAX_REASONS_OF_SOUND = 2
NEAR = 0.1  # two ratios in [0, 1] that differ by less sound alike
NEAR_TEMPO = 0.04  # of the slower of the two
HIGH = 0.7
POPULAR = 60


@dataclass(frozen=True)
class Facts:
    """What is known about one of the two tracks; `fallback` says where its taste comes from."""

    track: TrackSummary
    features: AudioFeatures | None
    fallback: str | None


def reasons_for(contributions: Contributions, seed: Facts, found: Facts) -> list[str]:
    """Return why `found` follows `seed`: of what adds to its score, the most first."""
    together = contributions.co_occurrence > 0  # says more than that their playlists are alike
    shares_and_phrases = [
        (contributions.sound, _sound(seed.features, found.features)),
        (
            max(contributions.taste, 0) + max(contributions.co_occurrence, 0),
            [f"listed together with {_name(seed.track)}"] if together else _taste(seed, found),
        ),
        (contributions.artist, [_artist(seed.track, found.track)]),
        (contributions.prior, _prior(found.track)),
    ]
    largest_first = sorted(shares_and_phrases, key=lambda pair: -pair[0])
    reasons = [phrase for share, phrases in largest_first if share > 0 for phrase in phrases]
    return reasons[:MAX_REASONS] or ["the nearest of what is left"]


def _sound(seed: AudioFeatures | None, found: AudioFeatures | None) -> list[str]:
    if seed is None or found is None:
        return []
    alike = [name for name, near in (
        ("energy", _near(seed.energy, found.energy)),
        ("mood", _near(seed.valence, found.valence)),
    ) if near]  # fmt: skip
    phrases = [f"similar {' and '.join(alike)}"] if alike else []
    if seed.tempo and found.tempo:
        slower = min(seed.tempo, found.tempo)
        if abs(seed.tempo - found.tempo) <= NEAR_TEMPO * slower:
            phrases.append(f"{found.tempo:.0f} BPM beside {seed.tempo:.0f}")
    for word, one, other in (
        ("danceable", seed.danceability, found.danceability),
        ("acoustic", seed.acousticness, found.acousticness),
        ("instrumental", seed.instrumentalness, found.instrumentalness),
    ):
        if min(one or 0.0, other or 0.0) >= HIGH:
            phrases.append(f"both {word}")
    return phrases[:MAX_REASONS_OF_SOUND] or ["alike in sound overall"]


def _near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < NEAR


def _taste(seed: Facts, found: Facts) -> list[str]:
    """Say whose playlists are alike; a taste that was filled in is told as what it is."""
    whose = {
        "none": _name(seed.track),
        "artist": _artist_name(seed.track),
        "genre": "its genre",
    }.get(seed.fallback or "")
    who = {"none": "", "artist": "its artist is ", "genre": "its genre is "}.get(
        found.fallback or ""
    )
    if whose is None or who is None:
        return []
    return [f"{who}found in playlists like those of {whose}"]


def _artist(seed: TrackSummary, found: TrackSummary) -> str:
    ours = {artist.artist_id for artist in seed.artists}
    shared = [artist.artist_name for artist in found.artists if artist.artist_id in ours]
    if not shared:
        return "related artist"
    return f"same artist, {shared[0]}" if shared[0] and len(found.artists) > 1 else "same artist"


def _prior(found: TrackSummary) -> list[str]:
    popularity = found.track_popularity or 0
    return [f"popular: {popularity} of 100"] if popularity >= POPULAR else []


def _name(track: TrackSummary) -> str:
    return track.track_name or "this track"


def _artist_name(track: TrackSummary) -> str:
    return (track.artists[0].artist_name if track.artists else None) or "its artist"
