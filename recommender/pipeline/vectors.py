"""From tables of tracks, features and playlists to one vector a track: `build_vectors`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.data.arrow import list_array
from recommender.data.dataset import Dataset
from recommender.embeddings.audio import AudioVectors
from recommender.embeddings.content import ContentFeatures
from recommender.embeddings.taste import TasteVectors
from recommender.features import TEMPO
from recommender.ranking.exposure_fit import fit_exposure_penalty
from recommender.scoring.model import ScoringModel, normalize_rows
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import log_popularity

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Blocks:
    """The blocks of all tracks, row by row in the order of the keys."""

    audio: FloatArray
    taste: TasteVectors
    popularity: FloatArray


def build_vectors(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
) -> "pa.Table":
    """Return one row per track that has a audio or a taste, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id and, where known, track_popularity, track_release_date and
        recording_id
    features : columns track_id and the twelve of `recommender.features.FEATURES`
    memberships : columns playlist_id, track_id: what the taste may learn from
    artists, genres : columns track_id and artist_id or genre
    parameters : values put over the defaults of `recommender.scoring.parameters.Parameters`: a
        mapping, or what `build_parameters` returned

    Returns
    -------
    pyarrow.Table
        track_id, vector (the blocks, each by the square root of its weight), audio and
        taste (rows of length 1 or 0), popularity (what popularity adds to the score; below 0
        where a track would be in too many lists), number_of_training_playlists,
        cold_start_source (see `TasteVectors.cold_start_source_`), model_version. The same rows in
        any order give the same bytes.
    """
    chosen = Parameters.of(parameters)
    dataset = Dataset.from_tables(tracks, features, memberships, artists, genres)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        audio, content = embed_content(dataset)
        taste = TasteVectors(n_dimensions=chosen.n_dimensions, shrinkage=chosen.shrinkage).fit(
            dataset.playlists, dataset.artists, dataset.genres, content
        )
        popularity = _prior(dataset, audio, taste, chosen)
    return _table(dataset.keys, Blocks(audio, taste, popularity), chosen)


def embed_content(dataset: Dataset) -> tuple[FloatArray, npt.NDArray[np.float64]]:
    """Return the audio vectors, and what a place among the tastes is guessed from."""
    graded = dataset.features[:, : TEMPO + 1]
    numbers = np.column_stack([dataset.year, dataset.popularity, graded])
    audio = AudioVectors().fit(dataset.features).transform(dataset.features)
    return audio, ContentFeatures(bent_column=0).fit(numbers).transform(numbers)


def _prior(
    dataset: Dataset, audio: FloatArray, taste: TasteVectors, chosen: Parameters
) -> FloatArray:
    """Return what popularity adds to each track's score, less its exposure penalty."""
    popularity = log_popularity(taste.number_of_playlists_, dataset.popularity)
    popularity *= np.float32(chosen.popularity_weight)
    playlists, asking = chosen.damped(dataset.playlists.T.tocsr(), dataset.artists)
    model = ScoringModel(
        audio=audio,
        taste=taste.vectors_,
        popularity=popularity,
        artists=normalize_rows(dataset.artists),
        playlists=playlists,
        recordings=dataset.recordings,
        asking=asking,
        cold_seed_popularity_weight=chosen.cold_seed_popularity_weight,
    )
    return popularity - fit_exposure_penalty(model, dataset.playlists, chosen)


def _table(keys: "pa.Array", blocks: Blocks, chosen: Parameters) -> "pa.Table":
    import pyarrow as pa

    taste = blocks.taste.vectors_
    root = np.sqrt(chosen.weights)
    vector = np.hstack([blocks.audio * root[0], taste * root[1]])
    placed = np.flatnonzero(blocks.audio.any(axis=1) | taste.any(axis=1))
    counts = blocks.taste.number_of_playlists_[placed]
    return pa.table(
        {
            "track_id": keys.cast(pa.string()).take(pa.array(placed)),
            "vector": list_array(vector[placed]),
            "audio": list_array(blocks.audio[placed]),
            "taste": list_array(taste[placed]),
            "popularity": pa.array(blocks.popularity[placed], pa.float32()),
            "number_of_training_playlists": pa.array(counts, pa.int32()),
            "cold_start_source": pa.array(
                blocks.taste.cold_start_source_[placed].tolist(), pa.string()
            ),
            "model_version": pa.array([chosen.model_version] * len(placed), pa.string()),
        }
    )
