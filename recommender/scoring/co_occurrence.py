"""Co-occurrence in playlists: the weights of a seed's playlists, smoothed with its artists'."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.search.topk import rank_within_group

MAX_PLAYLISTS_PER_ARTIST = 50


@dataclass(frozen=True)
class CoOccurrence:
    """Weights of a seed's playlists, smoothed with its artists' playlists.

    Attributes
    ----------
    own_weights : array of n_tracks, the factor of a track's own row of `playlists`
    artist_weights : sparse (n_tracks, n_artists), the factors of rows of `artist_playlists`
    artist_playlists : sparse (n_artists, n_playlists), rows that add up to less than 1; empty
        without smoothing
    smoothing : the number of playlists that the artists' playlists count as; 0 for none
    """

    own_weights: FloatArray
    artist_weights: sparse.csr_matrix
    artist_playlists: sparse.csr_matrix
    smoothing: float

    def weigh_playlists(
        self, seeds: sparse.csr_matrix, playlists: sparse.csr_matrix
    ) -> sparse.csr_matrix:
        """Return the weight of each playlist, (n_queries, n_playlists), linear in the seeds."""
        scaled = seeds.copy()
        scaled.data = seeds.data * self.own_weights[seeds.indices]
        own = scaled @ playlists
        return own + self.smoothing * self.weigh_artist_playlists(seeds) if self.smoothing else own

    def weigh_artist_playlists(self, seeds: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return the weight of each playlist by the artists alone, with a smoothing of 1."""
        return (seeds @ self.artist_weights) @ self.artist_playlists


def fit_co_occurrence(
    tracks: sparse.csr_matrix,
    artists: sparse.csr_matrix,
    shrinkage: float,
    damping: float,
    smoothing: float,
) -> tuple[sparse.csr_matrix, CoOccurrence]:
    """Return the scaled rows of `tracks`, and the weights of a seed's playlists.

    The contribution of two tracks is the asymmetric cosine of Aiolli (2013), "Efficient top-n
    recommendation for very large scale binary rated datasets": the number of playlists that
    hold both, divided by ``seed ** (1 - damping) * other ** damping``, where seed and other are
    the numbers of playlists of each. A damping of 0.5 is the cosine, and 0 the share of the
    seed's playlists that hold the other.

    The shrinkage adds playlists that hold nothing else. The smoothing fills that many of them
    with the average playlist of the seed's artists: a Dirichlet prior, which decides for a
    seed in no playlist and hardly counts for a seed in many.

    Parameters
    ----------
    tracks : 0/1, sparse (n_tracks, n_playlists)
    artists : 0/1, sparse (n_tracks, n_artists)
    shrinkage : number of playlists added to those of each track
    damping : in [0, 0.5]
    smoothing : at most the shrinkage, to be a mean. At most 50 playlists of an artist are
        used: those with the most of its tracks, divided by the root of their length
    """
    counts = np.asarray(tracks.sum(axis=1)).ravel() + shrinkage
    counts[counts <= 0] = 1
    scale = sparse.diags((counts**-damping).astype(np.float32))
    own_weights = (counts ** (2 * damping - 1)).astype(np.float32)
    n_artists = np.maximum(np.asarray(artists.sum(axis=1)).ravel(), 1)
    artist_weights = (
        sparse.diags((counts ** (damping - 1) / n_artists).astype(np.float32)) @ artists
    )
    empty = sparse.csr_matrix((artists.shape[1], tracks.shape[1]), dtype=np.float32)
    artist_playlists = _select_artist_playlists(tracks, artists) if smoothing else empty
    co_occurrence = CoOccurrence(
        own_weights, artist_weights.tocsr().astype(np.float32), artist_playlists, smoothing
    )
    return (scale @ tracks).tocsr().astype(np.float32), co_occurrence


def _select_artist_playlists(
    tracks: sparse.csr_matrix, artists: sparse.csr_matrix
) -> sparse.csr_matrix:
    """Return the playlists selected for each artist, each of weight 1 / (1 + their number)."""
    counts = (artists.T @ tracks).tocsr()
    lengths = np.asarray(tracks.sum(axis=0)).ravel()
    artist = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    relevance = counts.data / np.sqrt(np.maximum(lengths, 1))[counts.indices]
    order = np.lexsort((counts.indices, -relevance, artist))
    order = order[rank_within_group(artist[order]) < MAX_PLAYLISTS_PER_ARTIST]
    artist, playlist = artist[order], counts.indices[order]
    number = np.bincount(artist, minlength=counts.shape[0])
    weights = (1 / (1 + number[artist])).astype(np.float32)
    return sparse.csr_matrix((weights, (artist, playlist)), shape=counts.shape)
