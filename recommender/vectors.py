"""From tables of tracks, features and playlists to one vector a track: `build_vectors`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from recommender.arrow_lists import list_array
from recommender.catalogue import Catalogue, damped_rows
from recommender.checks import FloatArray
from recommender.description import TrackDescriptions
from recommender.evidence import Evidence, evidence_of
from recommender.features import TEMPO
from recommender.parameters import Parameters
from recommender.prior import log_popularity
from recommender.sound import SoundVectors
from recommender.taste import TasteVectors
from recommender.variety import found_loss

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Blocks:
    """The blocks of all tracks, row by row in the order of the keys."""

    sound: FloatArray
    taste: TasteVectors
    prior: FloatArray


def build_vectors(
    tracks: "pa.Table",
    features: "pa.Table",
    memberships: "pa.Table",
    artists: "pa.Table",
    genres: "pa.Table",
    parameters: "Mapping[str, Any] | pa.Table | None" = None,
) -> "pa.Table":
    """Return one row per track that has a sound or a taste, sorted by track_id.

    Parameters
    ----------
    tracks : columns track_id and, where known, track_popularity, track_release_date and
        recording_id
    features : columns track_id and the twelve of `recommender.sound.FEATURES`
    memberships : columns playlist_id, track_id: what the taste may learn from
    artists, genres : columns track_id and artist_id or genre
    parameters : values put over the defaults of `recommender.parameters.Parameters`: a
        mapping, or what `build_parameters` returned

    Returns
    -------
    pyarrow.Table
        track_id, vector (the blocks, each by the square root of its weight), sound and
        taste (rows of length 1 or 0), prior (what popularity adds to the score; below 0
        where a track would stand in too many lists), number_of_playlists, fallback (see
        `TasteVectors.fallback_`), model_version. The same rows in any order give the same
        bytes.
    """
    chosen = Parameters.of(parameters)
    evidence = evidence_of(tracks, features, memberships, artists, genres)
    with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
        sound, descriptions = sound_and_descriptions(evidence)
        taste = TasteVectors(n_dimensions=chosen.n_dimensions, shrinkage=chosen.shrinkage).fit(
            evidence.playlists, evidence.artists, evidence.genres, descriptions
        )
        prior = _prior(evidence, sound, taste, chosen)
    return _table(evidence.keys, Blocks(sound, taste, prior), chosen)


def sound_and_descriptions(evidence: Evidence) -> tuple[FloatArray, npt.NDArray[np.float64]]:
    """Return the sound vectors, and what a place among the tastes is guessed from."""
    graded = evidence.features[:, : TEMPO + 1]
    numbers = np.column_stack([evidence.year, evidence.popularity, graded])
    sound = SoundVectors().fit(evidence.features).transform(evidence.features)
    return sound, TrackDescriptions(bent_column=0).fit(numbers).transform(numbers)


def _prior(
    evidence: Evidence, sound: FloatArray, taste: TasteVectors, chosen: Parameters
) -> FloatArray:
    """Return what popularity adds to each track's score, worn off by crowded lists."""
    prior = log_popularity(taste.number_of_playlists_, evidence.popularity)
    prior *= np.float32(chosen.prior_weight)
    playlists, asking = chosen.damped(evidence.playlists.T.tocsr(), evidence.artists)
    catalogue = Catalogue(
        sound=sound,
        taste=taste.vectors_,
        prior=prior,
        artists=damped_rows(evidence.artists),
        playlists=playlists,
        recordings=evidence.recordings,
        asking=asking,
        unlisted_prior=chosen.unlisted_prior_weight,
    )
    return prior - found_loss(catalogue, evidence.playlists, chosen)


def _table(keys: "pa.Array", blocks: Blocks, chosen: Parameters) -> "pa.Table":
    import pyarrow as pa

    taste = blocks.taste.vectors_
    root = np.sqrt(chosen.weights)
    vector = np.hstack([blocks.sound * root[0], taste * root[1]])
    placed = np.flatnonzero(blocks.sound.any(axis=1) | taste.any(axis=1))
    counts = blocks.taste.number_of_playlists_[placed]
    return pa.table(
        {
            "track_id": keys.cast(pa.string()).take(pa.array(placed)),
            "vector": list_array(vector[placed]),
            "sound": list_array(blocks.sound[placed]),
            "taste": list_array(taste[placed]),
            "prior": pa.array(blocks.prior[placed], pa.float32()),
            "number_of_playlists": pa.array(counts, pa.int32()),
            "fallback": pa.array(blocks.taste.fallback_[placed].tolist(), pa.string()),
            "model_version": pa.array([chosen.model_version] * len(placed), pa.string()),
        }
    )
