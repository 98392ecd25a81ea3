"""The audio features that tracks have: a new one is one entry here.

Raw columns, headers of files and row mappings of every source are derived from this list. A source
that does not give a feature leaves it null.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioFeature:
    """One feature with the range of its values and the headers that files give it."""

    name: str
    low: float
    high: float
    is_whole: bool = False
    headers: tuple[str, ...] = ()

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the headers, its own name first."""
        return (self.name, *self.headers)


AUDIO_FEATURES = (
    AudioFeature("danceability", 0.0, 1.0),
    AudioFeature("energy", 0.0, 1.0),
    AudioFeature("loudness", -100.0, 20.0),
    AudioFeature("speechiness", 0.0, 1.0),
    AudioFeature("acousticness", 0.0, 1.0),
    AudioFeature("instrumentalness", 0.0, 1.0),
    AudioFeature("liveness", 0.0, 1.0),
    AudioFeature("valence", 0.0, 1.0),
    AudioFeature("tempo", 0.0, 1000.0),
    AudioFeature("key", -1, 11, is_whole=True),  # -1 where no key was found
    AudioFeature("mode", 0, 1, is_whole=True),
    AudioFeature("time_signature", 0, 7, is_whole=True),
)
# measured numbers, and whole numbers that name a thing
FEATURES = tuple(feature.name for feature in AUDIO_FEATURES if not feature.is_whole)
WHOLE_FEATURES = tuple(feature.name for feature in AUDIO_FEATURES if feature.is_whole)
