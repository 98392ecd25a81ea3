"""The audio features that the recommender reads, in the order of its arrays.

The graded ones come first, up to the tempo: a new one is a line before `af_tempo`.
"""

FEATURES = (
    "af_danceability",
    "af_energy",
    "af_loudness",
    "af_speechiness",
    "af_acousticness",
    "af_instrumentalness",
    "af_liveness",
    "af_valence",
    "af_tempo",
    "af_key",
    "af_mode",
    "af_time_signature",
)
TEMPO, KEY = FEATURES.index("af_tempo"), FEATURES.index("af_key")
# the measured features: a scale is known for each of them (`marts.dim_audio_features`)
GRADED = FEATURES[: TEMPO + 1]
SCALES = ("af_scale", "af_scales", "af_comparison")
MODE, METRE = FEATURES.index("af_mode"), FEATURES.index("af_time_signature")
