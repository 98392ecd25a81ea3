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


@dataclass(frozen=True)
class Partners:
    """The seed that each kind of reason is about; None where there is none.

    `n_listed` says how many seeds share a playlist with the found track, and
    `are_many` whether a phrase about the sound has to name its seed.
    """

    sound: Facts | None
    taste: Facts | None
    listed: Facts | None
    artist: Facts | None
    n_listed: int
    are_many: bool


def reasons_for(contributions: Contributions, seed: Facts, found: Facts) -> list[str]:
    """Return why `found` follows `seed`: of what adds to its score, the most first."""
    together = contributions.co_occurrence > 0
    listed = seed if together else None
    partners = Partners(seed, seed, listed, seed, int(together), are_many=False)
    return reasons_among(contributions, partners, found)


def reasons_among(contributions: Contributions, partners: Partners, found: Facts) -> list[str]:
    """Return why `found` follows several seeds: of what adds to its score, the most first."""
    shares_and_phrases = [
        (contributions.sound, _sounds(partners, found)),
        (
            max(contributions.taste, 0) + max(contributions.co_occurrence, 0),
            _company(partners, found),
        ),
        (contributions.artist, [_artist(partners.artist.track, found.track)]
         if partners.artist else []),
        (contributions.prior, _prior(found.track)),
    ]  # fmt: skip
    largest_first = sorted(shares_and_phrases, key=lambda pair: -pair[0])
    reasons = [phrase for share, phrases in largest_first if share > 0 for phrase in phrases]
    return reasons[:MAX_REASONS] or ["the nearest of what is left"]


def _company(partners: Partners, found: Facts) -> list[str]:
    """Say whom it is listed with; that says more than that their playlists are alike."""
    if partners.listed is None:
        return _taste(partners.taste, found) if partners.taste else []
    others = partners.n_listed - 1
    more = f" and {others} more of the seeds" if others > 0 else ""
    return [f"listed together with {_name(partners.listed.track)}{more}"]


def _sounds(partners: Partners, found: Facts) -> list[str]:
    if partners.sound is None:
        return []
    phrases = _sound(partners.sound.features, found.features)
    if partners.are_many and phrases:
        phrases[0] = f"{phrases[0]}, like {_name(partners.sound.track)}"
    return phrases


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
