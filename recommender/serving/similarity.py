"""The similarity of tracks as the marts define it: the cosine of blended vectors."""

from collections.abc import Mapping

import numpy as np

from recommender.checks import FloatArray, unit_rows
from recommender.scoring.contributions import Contribution
from recommender.search.topk import IntArray
from recommender.serving.index import Index


def cosine_similarity(index: Index, rows: IntArray, seeds: IntArray) -> FloatArray:
    """Return the cosine of each row's and each seed's blended vector, in [-1, 1]."""
    return blend_vectors(index, index.model.vectors[rows]) @ (
        blend_vectors(index, index.model.vectors[seeds]).T
    )


def blend_vectors(index: Index, vectors: FloatArray) -> FloatArray:
    """Return vectors with their blocks weighted as in the mart, of length 1 or 0."""
    model = index.model
    weights = index.weights[[Contribution.AUDIO, Contribution.TASTE]]
    roots = np.sqrt(np.repeat(weights, (model.audio.shape[1], model.taste.shape[1])))
    return unit_rows(vectors * roots)


def similarity_to_seeds(index: Index, seeds: Mapping[int, float], rows: IntArray) -> FloatArray:
    """Return the cosine of the mixed seeds and each row, as the mart defines it."""
    vectors = index.model.vectors
    weights = np.array(list(seeds.values()), dtype=np.float32)
    mixed = (weights @ vectors[np.array(list(seeds), np.intp)])[None]
    query = blend_vectors(index, mixed)[0]
    cosines = blend_vectors(index, vectors[rows]) @ query
    return np.clip(cosines, -1, 1).astype(np.float32)
