"""The audio features that tracks have: a new one is one entry here.

Raw columns, headers of files and row mappings of every source are derived from this list. A source
that does not give a feature leaves it null.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

PITCHES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
ACCIDENTALS = {"#": 1, "♯": 1, "b": -1, "♭": -1, "": 0}
# `C#`, `Db`, `C#/Db`, `F# minor`: of two names of one key the first says it
KEY_NAME = re.compile(r"([a-g])([#♯b♭]?)(?:/[a-g][#♯b♭])?(?:\s*(?:maj|min|major|minor|m))?", re.I)
MODES = {"major": 1, "maj": 1, "minor": 0, "min": 0}
ISRC = "^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$"
BY_ISRC = "isrc:"  # begins the id of a row whose track is known by its ISRC alone
BAR = re.compile(r"(\d)/(?:1|2|4|8|16)")


def parse_key_name(text: str) -> int | None:
    """Return the pitch class of the name of a key, 0 for C, or None."""
    found = KEY_NAME.fullmatch(text.strip())
    return found and (PITCHES[found[1].lower()] + ACCIDENTALS[found[2].lower()]) % 12


def parse_mode_name(text: str) -> int | None:
    """Return 1 for major, 0 for minor, or None."""
    return MODES.get(text.strip().lower())


def parse_bar(text: str) -> int | None:
    """Return the beats of a bar like `4/4`, or None."""
    found = BAR.fullmatch(text.strip())
    return found and int(found[1])


@dataclass(frozen=True)
class AudioFeature:
    """One feature with the range of its values and the headers that files give it.

    `parse_name` reads the names that some files write instead of whole numbers.
    """

    name: str
    low: float
    high: float
    is_whole: bool = False
    parse_name: Callable[[str], int | None] | None = None
    headers: tuple[str, ...] = ()

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the headers, its own name first."""
        return (self.name, f"audio_{self.name}", *self.headers)


AUDIO_FEATURES = (
    AudioFeature("danceability", 0.0, 1.0),
    AudioFeature("energy", 0.0, 1.0),
    AudioFeature("loudness", -100.0, 20.0),
    AudioFeature("speechiness", 0.0, 1.0),
    AudioFeature("acousticness", 0.0, 1.0),
    AudioFeature("instrumentalness", 0.0, 1.0),
    AudioFeature("liveness", 0.0, 1.0),
    AudioFeature("valence", 0.0, 1.0),
    AudioFeature("tempo", 0.0, 1000.0, headers=("audio_bpm",)),
    AudioFeature(
        "key", -1, 11, is_whole=True, parse_name=parse_key_name
    ),  # -1 where no key was found
    AudioFeature("mode", 0, 1, is_whole=True, parse_name=parse_mode_name),
    AudioFeature(
        "time_signature",
        0,
        7,
        is_whole=True,
        parse_name=parse_bar,
        headers=("timesignature", "audio_timesignature"),
    ),
)
# measured numbers, and whole numbers that name a thing
FEATURES = tuple(feature.name for feature in AUDIO_FEATURES if not feature.is_whole)
WHOLE_FEATURES = tuple(feature.name for feature in AUDIO_FEATURES if feature.is_whole)
