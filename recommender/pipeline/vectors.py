"""The step from tables of tracks, features and playlists to one vector a track."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.data.arrow import to_list_array
from recommender.data.dataset import Dataset
from recommender.data.recency import count_playlists, weigh_playlists
from recommender.data.sketches import hash_tracks
from recommender.data.skips import compute_skip_shares
from recommender.embeddings.content import embed_content
from recommender.embeddings.factors import fit_factors
from recommender.embeddings.taste import TasteVectors
from recommender.pipeline.blocks import Blocks, stack_blocks
from recommender.pipeline.held_vectors import HeldVectors, VectorDecision, VectorRule, decide
from recommender.pipeline.kept_vectors import update_blocks
from recommender.ranking.hubness import fit_hubness
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import log_popularity

if TYPE_CHECKING:
    import pyarrow as pa


def build_vectors(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
    skips: "pa.Table | None" = None,
    held: HeldVectors | None = None,
    rule: VectorRule = VectorRule(),  # noqa: B008 - it is frozen
) -> "pa.Table":
    """Return one row per track that has an audio or a taste vector, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id and, if known, track_popularity, track_release_date and
        recording_id
    features : columns track_id and those of `recommender.features.FEATURES`; also those of
        `SCALES`, if the values were measured on several scales
    memberships : columns playlist_id, track_id: the training memberships; also played_on, the day
        of a play in a session, null in a playlist
    artists, genres : columns track_id and artist_id or genre
    parameters : values that replace the defaults of
        `recommender.scoring.parameters.Parameters`: a mapping, or the result of
        `build_parameters`
    skips : columns playlist_id, track_id: the tracks skipped in sessions, if there are any
    held : the rows of the last build. Vectors that still hold are kept, and the others are
        folded in, unless the rule says that all are made anew
    rule : see `VectorRule`

    Returns
    -------
    pyarrow.Table
        track_id, vector (the blocks, each times the square root of its weight), audio and
        taste (rows of length 1 or 0), factors (for many seeds, see
        `recommender.embeddings.factors`), popularity (what popularity adds to the score; below 0
        for an over-exposed track), hubness (see `recommender.ranking.hubness`),
        number_of_training_playlists, fitted_playlists (the same when all vectors were last made;
        null for a track folded in since), cold_start_source (see
        `TasteVectors.cold_start_source_`), content_hash (of what describes the track),
        model_version. The same rows in any order give the same bytes. The metadata of the schema
        have the model_version and, as JSON, the `decision` (see `VectorDecision`).
    """
    settings = Parameters.from_values(parameters)
    dataset = Dataset.from_tables(tracks, features, memberships, artists, genres)
    hashes = hash_tracks(tracks, features, artists, genres).view(np.int64)
    decision, places = decide(held, dataset, hashes, settings, rule)
    skip_shares = compute_skip_shares(memberships, skips, dataset.keys)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        if held is None or places is None:
            blocks = _make_blocks(dataset, skip_shares, settings)
        else:
            blocks = update_blocks(held, places, dataset, settings)
    popularity = _log_popularity(dataset, skip_shares, settings)
    popularity -= np.float32(settings.hubness) * blocks.hubness
    return _to_table(dataset.keys, blocks, popularity, hashes, settings, decision)


def _make_blocks(dataset: Dataset, skip_shares: FloatArray, parameters: Parameters) -> Blocks:
    """Return the blocks of all tracks, made from all playlists."""
    audio, content = embed_content(dataset)
    taste = parameters.taste_vectors(parameters.n_dimensions).fit(
        dataset.playlists, dataset.artists, dataset.genres, content,
        weigh_playlists(dataset.session_ages, parameters.play_half_life_days),
    )  # fmt: skip
    hubness = _measure_hubness(dataset, audio, taste, skip_shares, parameters)
    return Blocks(
        audio=audio,
        taste=taste.vectors_,
        factors=fit_factors(dataset.playlists),
        hubness=hubness,
        number_of_playlists=taste.number_of_playlists_,
        fitted_playlists=taste.number_of_playlists_.astype(np.float64),
        cold_start_source=taste.cold_start_source_,
    )


def _log_popularity(
    dataset: Dataset, skip_shares: FloatArray, parameters: Parameters
) -> FloatArray:
    """Return what popularity adds to each track's score, with what skips take off."""
    weights = weigh_playlists(dataset.session_ages, parameters.play_half_life_days)
    popularity = log_popularity(count_playlists(dataset.playlists, weights), dataset.popularity)
    popularity *= np.float32(parameters.popularity_weight)
    popularity -= np.float32(parameters.skip_weight) * skip_shares
    return popularity


def _measure_hubness(
    dataset: Dataset,
    audio: FloatArray,
    taste: TasteVectors,
    skip_shares: FloatArray,
    parameters: Parameters,
) -> FloatArray:
    model = ScoringModel.from_arrays(
        audio=audio,
        taste=taste.vectors_,
        popularity=_log_popularity(dataset, skip_shares, parameters),
        artists=dataset.artists,
        playlists=dataset.playlists.T.tocsr(),
        recordings=dataset.recordings,
        main_artists=dataset.main_artists,
        parameters=parameters,
    )
    return fit_hubness(model, parameters.weights)


def _to_table(
    keys: "pa.Array",
    blocks: Blocks,
    popularity: FloatArray,
    hashes: "np.ndarray[Any, Any]",
    parameters: Parameters,
    decision: VectorDecision,
) -> "pa.Table":
    import pyarrow as pa

    vector = stack_blocks(blocks.audio, blocks.taste, parameters)
    rows = np.flatnonzero(blocks.audio.any(axis=1) | blocks.taste.any(axis=1))
    fitted = blocks.fitted_playlists[rows]
    version = parameters.model_version
    table = pa.table(
        {
            "track_id": keys.cast(pa.string()).take(pa.array(rows)),
            "vector": to_list_array(vector[rows]),
            "audio": to_list_array(blocks.audio[rows]),
            "taste": to_list_array(blocks.taste[rows]),
            "factors": to_list_array(blocks.factors[rows]),
            "popularity": pa.array(popularity[rows], pa.float32()),
            "hubness": pa.array(blocks.hubness[rows], pa.float32()),
            "number_of_training_playlists": pa.array(blocks.number_of_playlists[rows], pa.int32()),
            "fitted_playlists": pa.array(fitted, pa.int32(), mask=np.isnan(fitted), safe=False),
            "cold_start_source": pa.array(blocks.cold_start_source[rows].tolist(), pa.string()),
            "content_hash": pa.array(hashes[rows]),
            "model_version": pa.array([version] * len(rows), pa.string()),
        }
    )
    metadata = {"decision": json.dumps(asdict(decision)), "model_version": version}
    return table.replace_schema_metadata(metadata)
