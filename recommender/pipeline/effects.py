"""Parameters without effect on a build, each with the reason: its data leave nothing to weigh."""

from collections.abc import Mapping

import numpy as np

from recommender.data.dataset import Dataset
from recommender.data.skips import SessionSkips
from recommender.features import TEMPO
from recommender.scoring.parameters import Parameters
from recommender.search.cost import FEWEST_CANDIDATES, pays_off

NO_PLAYLIST = "no track is in a training playlist or session"
NO_ARTIST = "no track has an artist"
NO_AUDIO = "no track has audio features"
NO_SKIP = "no track was skipped in a session"
NO_SESSION = "no track was played in a session"
NO_FIT = "it is a limit of the fit, which had too few playlists to run"
OF_PLAYLISTS = (
    "taste_weight",
    "co_occurrence_weight",
    "n_dimensions",
    "shrinkage",
    "popularity_damping",
    "length_damping",
    "co_occurrence_shrinkage",
    "co_occurrence_damping",
    "artist_smoothing",
)
OF_ARTISTS = (
    "artist_weight",
    "artist_smoothing",
    "artist_repeat_penalty",
    "cold_seed_artist_repeat_penalty",
    "min_artists",
)
OF_FIT = ("min_coverage", "max_share", "min_artists")
# what a weight of 0 leaves without effect
OF_WEIGHTS = {
    "taste_weight": ("n_dimensions", "shrinkage", "popularity_damping", "length_damping"),
    "co_occurrence_weight": (
        "co_occurrence_shrinkage",
        "co_occurrence_damping",
        "artist_smoothing",
    ),
}


def find_parameters_without_effect(
    dataset: Dataset,
    skips: SessionSkips | None,
    parameters: Parameters,
    measured: Mapping[str, float],
) -> dict[str, str]:
    """Return the reason of each parameter that changes no list of a build.

    Parameters
    ----------
    skips : those of listening sessions, if there are any
    parameters : those that the build takes
    measured : what the fit measured; a precision among it says that the fit was run
    """
    found: dict[str, str] = {}

    def add(names: tuple[str, ...], reason: str) -> None:
        for name in names:
            found.setdefault(name, reason)

    if dataset.playlists.nnz == 0:
        add(OF_PLAYLISTS, NO_PLAYLIST)
    if dataset.artists.nnz == 0:
        add(OF_ARTISTS, NO_ARTIST)
    graded, tempo = dataset.features[:, :TEMPO], dataset.features[:, TEMPO]
    if not (np.isfinite(graded).any() or (tempo > 0).any()):
        add(("audio_weight",), NO_AUDIO)
    if skips is None or skips.skipped.nnz == 0:
        add(("skip_weight",), NO_SKIP)
    if np.isnan(dataset.session_ages).all():
        add(("play_half_life_days",), NO_SESSION)
    if "precision_at_10" not in measured:
        add(OF_FIT, NO_FIT)
    for weight, names in OF_WEIGHTS.items():
        if getattr(parameters, weight) == 0:
            add(names, f"{weight} is 0")
    if not pays_off(FEWEST_CANDIDATES, len(dataset.keys)):
        add(("target_recall",), "a catalogue of that few tracks is searched exactly")
    return found
