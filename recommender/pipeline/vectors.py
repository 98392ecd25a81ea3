"""The step from tables of tracks, features and playlists to one vector a track."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.data.arrow import to_list_array
from recommender.data.dataset import Dataset
from recommender.data.skips import compute_skip_shares
from recommender.embeddings.content import embed_content
from recommender.embeddings.factors import fit_factors
from recommender.embeddings.taste import TasteVectors
from recommender.ranking.hubness import fit_hubness
from recommender.scoring.contributions import Contribution
from recommender.scoring.model import ScoringModel
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
    factors: FloatArray


def build_vectors(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
    skips: "pa.Table | None" = None,
) -> "pa.Table":
    """Return one row per track that has an audio or a taste vector, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id and, if known, track_popularity, track_release_date and
        recording_id
    features : columns track_id and those of `recommender.features.FEATURES`; also those of
        `SCALES`, if the values were measured on several scales
    memberships : columns playlist_id, track_id: the training memberships
    artists, genres : columns track_id and artist_id or genre
    parameters : values that replace the defaults of
        `recommender.scoring.parameters.Parameters`: a mapping, or the result of
        `build_parameters`
    skips : columns playlist_id, track_id: the tracks skipped in sessions, if there are any

    Returns
    -------
    pyarrow.Table
        track_id, vector (the blocks, each times the square root of its weight), audio and
        taste (rows of length 1 or 0), factors (for many seeds, see
        `recommender.embeddings.factors`), popularity (what popularity adds to the score; below 0
        for an over-exposed track), number_of_training_playlists, cold_start_source (see
        `TasteVectors.cold_start_source_`), model_version. The same rows in any order give
        the same bytes.
    """
    settings = Parameters.from_values(parameters)
    dataset = Dataset.from_tables(tracks, features, memberships, artists, genres)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        audio, content = embed_content(dataset)
        taste = settings.taste_vectors(settings.n_dimensions).fit(
            dataset.playlists, dataset.artists, dataset.genres, content
        )
        skip_shares = compute_skip_shares(memberships, skips, dataset.keys)
        popularity = _compute_popularity(dataset, audio, taste, skip_shares, settings)
        factors = fit_factors(dataset.playlists)
    return _to_table(dataset.keys, Blocks(audio, taste, popularity, factors), settings)


def _compute_popularity(
    dataset: Dataset,
    audio: FloatArray,
    taste: TasteVectors,
    skip_shares: FloatArray,
    parameters: Parameters,
) -> FloatArray:
    """Return what popularity adds to each track's score, minus its hubness."""
    popularity = log_popularity(taste.number_of_playlists_, dataset.popularity)
    popularity *= np.float32(parameters.popularity_weight)
    popularity -= np.float32(parameters.skip_weight) * skip_shares
    model = ScoringModel.from_arrays(
        audio=audio,
        taste=taste.vectors_,
        popularity=popularity,
        artists=dataset.artists,
        playlists=dataset.playlists.T.tocsr(),
        recordings=dataset.recordings,
        main_artists=dataset.main_artists,
        parameters=parameters,
    )
    return popularity - np.float32(parameters.hubness) * fit_hubness(model, parameters.weights)


def _to_table(keys: "pa.Array", blocks: Blocks, parameters: Parameters) -> "pa.Table":
    import pyarrow as pa

    taste = blocks.taste.vectors_
    root = np.sqrt(parameters.weights)
    vector = np.hstack([blocks.audio * root[Contribution.AUDIO], taste * root[Contribution.TASTE]])
    has_vector = np.flatnonzero(blocks.audio.any(axis=1) | taste.any(axis=1))
    counts = blocks.taste.number_of_playlists_[has_vector]
    sources = blocks.taste.cold_start_source_[has_vector].tolist()
    versions = [parameters.model_version] * len(has_vector)
    return pa.table(
        {
            "track_id": keys.cast(pa.string()).take(pa.array(has_vector)),
            "vector": to_list_array(vector[has_vector]),
            "audio": to_list_array(blocks.audio[has_vector]),
            "taste": to_list_array(taste[has_vector]),
            "factors": to_list_array(blocks.factors[has_vector]),
            "popularity": pa.array(blocks.popularity[has_vector], pa.float32()),
            "number_of_training_playlists": pa.array(counts, pa.int32()),
            "cold_start_source": pa.array(sources, pa.string()),
            "model_version": pa.array(versions, pa.string()),
        }
    )
