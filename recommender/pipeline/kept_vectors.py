"""The vectors of a build that keeps those of the last one, and folds the others in."""

import numpy as np

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.data.recency import weigh_playlists
from recommender.embeddings.fold_in import fold_in_audio, fold_in_factors, fold_in_taste
from recommender.pipeline.blocks import Blocks
from recommender.pipeline.held_vectors import HeldVectors, Places, count_playlists
from recommender.scoring.parameters import Parameters


def update_blocks(
    held: HeldVectors, places: Places, dataset: Dataset, parameters: Parameters
) -> Blocks:
    """Return the blocks of all tracks: those that are kept, and the others folded in.

    They follow from the rows that were fitted and from the data of today alone, however many
    builds and in which order the data came: a track that was folded in is folded in again.
    """
    kept, new = np.flatnonzero(places.is_kept), np.flatnonzero(places.is_new)
    own = places.rows[kept]

    def spread(values: FloatArray) -> FloatArray:
        found = np.zeros((len(dataset.keys), *values.shape[1:]), values.dtype)
        found[kept] = values[own]
        return found

    audio, taste, factors = (spread(held.matrix(name)) for name in ("audio", "taste", "factors"))
    hubness = spread(held.table["hubness"].to_numpy())
    fitted = np.full(len(dataset.keys), np.nan)
    fitted[kept] = held.fitted_counts[own]
    sources = np.full(len(dataset.keys), "none", dtype="<U6")
    sources[kept] = held.table["cold_start_source"].to_numpy(zero_copy_only=False)[own]
    if len(new):
        in_playlist = kept[fitted[kept] > 0]
        model = fold_in_taste(
            dataset, in_playlist, taste[in_playlist], new,
            parameters.taste_vectors(parameters.n_dimensions),
            weigh_playlists(dataset.session_ages, parameters.play_half_life_days),
        )  # fmt: skip
        audio[new] = fold_in_audio(dataset, kept, new)
        taste[new] = model.vectors_[len(in_playlist) :]
        sources[new] = model.cold_start_source_[len(in_playlist) :]
        factors[new] = fold_in_factors(dataset.playlists, factors, new)
        hubness[new] = hubness[kept].mean()
    return Blocks(audio, taste, factors, hubness, count_playlists(dataset), fitted, sources)
