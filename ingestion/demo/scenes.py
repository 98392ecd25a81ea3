"""The planted truth: genres that sound alike within, and scenes that are listened to together.

The two scenes of a genre sound almost the same and are rarely in one playlist; each scene is
listened to together with one scene of another genre. So sound finds the genre, and only taste
finds the scene.
"""

from dataclasses import dataclass

SOUNDS = (
    "danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness",
    "liveness", "valence", "tempo",
)  # fmt: skip


@dataclass(frozen=True)
class Genre:
    """A genre: its two scenes, what it sounds like in the order of SOUNDS, how often in major."""

    name: str
    scenes: tuple[str, str]
    sound: tuple[float, ...]
    major: float


GENRES = (
    Genre("indie folk", ("chamber folk", "campfire folk"),
          (0.48, 0.34, -12.0, 0.04, 0.80, 0.10, 0.14, 0.40, 108), 0.80),
    Genre("synth-pop", ("italo pop", "bedroom pop"),
          (0.68, 0.70, -6.5, 0.05, 0.12, 0.06, 0.16, 0.62, 118), 0.60),
    Genre("deep house", ("balearic house", "lo-fi house"),
          (0.80, 0.64, -8.5, 0.05, 0.06, 0.66, 0.10, 0.48, 122), 0.45),
    Genre("techno", ("dub techno", "peak techno"),
          (0.72, 0.84, -8.0, 0.06, 0.02, 0.82, 0.12, 0.24, 132), 0.45),
    Genre("hip hop", ("boom bap", "cloud rap"),
          (0.76, 0.62, -7.0, 0.26, 0.16, 0.02, 0.20, 0.52, 92), 0.55),
    Genre("soul", ("neo soul", "northern soul"),
          (0.62, 0.50, -8.8, 0.06, 0.38, 0.03, 0.16, 0.68, 100), 0.60),
    Genre("jazz", ("modal jazz", "jazz fusion"),
          (0.52, 0.40, -13.0, 0.05, 0.68, 0.62, 0.18, 0.54, 124), 0.50),
    Genre("ambient", ("drone", "new age"),
          (0.22, 0.12, -22.0, 0.04, 0.86, 0.90, 0.10, 0.10, 84), 0.65),
    Genre("metal", ("doom metal", "melodic metal"),
          (0.36, 0.94, -4.8, 0.10, 0.01, 0.28, 0.24, 0.24, 128), 0.40),
    Genre("punk", ("skate punk", "post-punk"),
          (0.46, 0.90, -5.2, 0.08, 0.03, 0.04, 0.26, 0.58, 164), 0.75),
    Genre("reggae", ("roots reggae", "dancehall"),
          (0.78, 0.54, -7.8, 0.11, 0.22, 0.03, 0.14, 0.80, 78), 0.65),
    Genre("classical", ("solo piano", "string quartet"),
          (0.28, 0.16, -21.0, 0.04, 0.96, 0.86, 0.11, 0.20, 96), 0.70),
)  # fmt: skip

# how far a track may lie from its genre, in the order of SOUNDS
SPREAD = (0.07, 0.08, 1.6, 0.02, 0.08, 0.09, 0.05, 0.10, 8.0)

SCENES = tuple(scene for genre in GENRES for scene in genre.scenes)
GENRE_OF = {scene: genre for genre in GENRES for scene in genre.scenes}


def listened_with(scene: str) -> str:
    """Return the scene of another genre that the same people listen to."""
    place = SCENES.index(scene)
    # five genres on, and the other of its two scenes
    return SCENES[(place + 11 if place % 2 == 0 else place + 9) % len(SCENES)]
