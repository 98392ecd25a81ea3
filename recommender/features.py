"""The audio features that the recommender reads, in the order of its arrays."""

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
TEMPO, KEY, MODE, METRE = 8, 9, 10, 11
