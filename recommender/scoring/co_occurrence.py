"""What a track asks the playlists with as a seed: its own ones, and some of its artists."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.search.topk import rank_within_group

MOST_LENT = 50  # playlists of an artist: those that are most about it say the most


@dataclass(frozen=True)
class CoOccurrence:
    """How much each playlist counts for a seed, of n_tracks tracks by n_artists artists.

    Attributes
    ----------
    own : array of n_tracks, the factor of a row of the model's `playlists`
    artist_weights : sparse (n_tracks, n_artists), the factors of rows of `artist_playlists`
    artist_playlists : sparse (n_artists, n_playlists), rows that add up to less than 1; empty
        without a smoothing
    smoothing : as of how many playlists the artists' count; 0 for not at all
    """

    own: FloatArray
    artist_weights: sparse.csr_matrix
    artist_playlists: sparse.csr_matrix
    smoothing: float

    def of(self, seeds: sparse.csr_matrix, playlists: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return how much each playlist counts, (n_queries, n_playlists), linear in the seeds."""
        own = (seeds @ sparse.diags(self.own)) @ playlists
        return own + self.smoothing * self.of_backing(seeds) if self.smoothing else own

    def of_backing(self, seeds: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return how much each playlist counts by the artists alone, with a smoothing of 1."""
        return (seeds @ self.artist_weights) @ self.artist_playlists


def fit_co_occurrence(
    tracks: sparse.csr_matrix,
    artists: sparse.csr_matrix,
    shrinkage: float,
    damping: float,
    smoothing: float,
) -> tuple[sparse.csr_matrix, CoOccurrence]:
    """Return `playlists` and `asking` of a catalogue.

    The term of two tracks is the asymmetric cosine of Aiolli (2013), "Efficient top-n
    recommendation for very large scale binary rated datasets": the number of playlists that
    hold both, divided by ``seed ** (1 - damping) * other ** damping``, where seed and other are
    the numbers of playlists of each. A damping of 0.5 is the cosine, and 0 the share of the
    seed's playlists that hold the other.

    The shrinkage adds playlists that hold nothing else; the smoothing fills so many of them
    with what the playlists of the seed's artists hold, on average: a Dirichlet prior, that
    decides for a seed that nobody has listed and hardly counts for one that many have.

    Parameters
    ----------
    tracks : 0/1, sparse (n_tracks, n_playlists)
    artists : 0/1, sparse (n_tracks, n_artists)
    shrinkage : as if each track stood in so many more playlists
    damping : in [0, 0.5]
    smoothing : at most the shrinkage, to be a mean; of at most 50 playlists of an artist, those
        that hold the most tracks of it beside the root of their length
    """
    counts = np.asarray(tracks.sum(axis=1)).ravel() + shrinkage
    counts[counts <= 0] = 1
    scale = sparse.diags((counts**-damping).astype(np.float32))
    own = (counts ** (2 * damping - 1)).astype(np.float32)
    each = np.maximum(np.asarray(artists.sum(axis=1)).ravel(), 1)
    artist_weights = sparse.diags((counts ** (damping - 1) / each).astype(np.float32)) @ artists
    nobody = sparse.csr_matrix((artists.shape[1], tracks.shape[1]), dtype=np.float32)
    artist_playlists = _of_artists(tracks, artists) if smoothing else nobody
    asking = CoOccurrence(
        own, artist_weights.tocsr().astype(np.float32), artist_playlists, smoothing
    )
    return (scale @ tracks).tocsr().astype(np.float32), asking


def _of_artists(tracks: sparse.csr_matrix, artists: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the chosen playlists of each artist, each of weight 1 / (1 + their number)."""
    held = (artists.T @ tracks).tocsr()
    lengths = np.asarray(tracks.sum(axis=0)).ravel()
    artist = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
    worth = held.data / np.sqrt(np.maximum(lengths, 1))[held.indices]
    order = np.lexsort((held.indices, -worth, artist))
    order = order[rank_within_group(artist[order]) < MOST_LENT]
    artist, playlist = artist[order], held.indices[order]
    number = np.bincount(artist, minlength=held.shape[0])
    weights = (1 / (1 + number[artist])).astype(np.float32)
    return sparse.csr_matrix((weights, (artist, playlist)), shape=held.shape)
