"""Figures of structure of ordered playlists: lengths, popularity, artists, order, companions."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.data.dataset import Dataset
from recommender.features import FEATURES

QUANTILES = (5, 25, 50, 75, 95, 99)
FEATURE_NAMES = ("danceability", "valence", "energy", "loudness", "acousticness", "tempo")
BOUNDS = (5, 10, 20, 50, 100, 300)
MIN_LENGTH, MIN_PLAYLISTS, N_OTHERS = 20, 10, 10
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OrderedPlaylists:
    """Tracks of playlists in their order, and the artist of each track of the catalogue."""

    indptr: Ints
    tracks: Ints
    artists: Ints

    @property
    def lengths(self) -> Ints:
        """Return the length of each playlist."""
        return np.diff(self.indptr)

    @property
    def rows(self) -> Ints:
        """Return the playlist of each membership."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def tracks_of(self, row: int) -> Ints:
        """Return the tracks of a playlist, in its order."""
        return self.tracks[self.indptr[row] : self.indptr[row + 1]]


def measure_structure(
    learned: OrderedPlaylists, further: OrderedPlaylists, dataset: Dataset, n_further: int = 1000
) -> dict[str, float]:
    """Return the figures by name; `further` playlists are those that nothing is learned from."""
    random = np.random.default_rng(1)
    counts = np.bincount(learned.tracks, minlength=len(learned.artists))
    held = np.unique(further.tracks[: further.indptr[min(n_further, len(further.lengths))]])
    sizes = np.bincount(learned.artists[counts > 0])
    sizes = sizes[sizes > 0]
    return {
        "playlists": len(learned.lengths),
        "tracks": int((counts > 0).sum()),
        "memberships": len(learned.tracks),
        "artists": len(sizes),
        **_quantiles("length", learned.lengths),
        **_measure_popularity(counts[counts > 0]),
        **_quantiles("tracks per artist", sizes, (50, 75, 95, 99)),
        **_measure_artists(learned, random),
        **_measure_companions(learned, counts, random),
        **_measure_features(learned, dataset),
        "new tracks of further playlists": float((counts[held] == 0).mean()),
    }


def _quantiles(
    name: str, values: Ints | Floats, quantiles: tuple[int, ...] = QUANTILES
) -> dict[str, float]:
    return {f"{name}, {q} %": float(np.percentile(values, q)) for q in quantiles}


def _measure_popularity(counts: Ints) -> dict[str, float]:
    ordered = np.sort(counts)[::-1]
    share = np.cumsum(ordered) / ordered.sum()
    ranks = np.arange(20, min(3001, len(ordered) + 1))
    return {
        **_quantiles("playlists per track", counts),
        "playlists per track, most": int(ordered[0]),
        "tracks in one playlist": float((counts == 1).mean()),
        "tracks in two": float((counts == 2).mean()),
        "tracks in 3-9": float(((counts > 2) & (counts < 10)).mean()),
        "tracks in 10-99": float(((counts > 9) & (counts < 100)).mean()),
        "tracks in >= 100": float((counts > 99).mean()),
        **{
            f"memberships of the top {part} %": float(share[len(ordered) * part // 100 - 1])
            for part in (1, 10, 50)
        },
        "slope, ranks 20-3,000": float(np.polyfit(np.log(ranks), np.log(ordered[ranks - 1]), 1)[0]),
    }


def _measure_artists(playlists: OrderedPlaylists, random: np.random.Generator) -> dict[str, float]:
    lengths, artists = playlists.lengths, playlists.artists[playlists.tracks]
    n_artists = playlists.artists.max() + 1
    pairs, tracks_of_pair = np.unique(playlists.rows * n_artists + artists, return_counts=True)
    row = pairs // n_artists
    different = np.bincount(row, minlength=len(lengths)) / np.maximum(lengths, 1)
    largest = np.zeros(len(lengths))
    np.maximum.at(largest, row, tracks_of_pair)
    same = np.bincount(row, tracks_of_pair * (tracks_of_pair - 1), len(lengths))
    by_pair = same[lengths > 1] / (lengths * (lengths - 1))[lengths > 1]
    is_next = playlists.rows[1:] == playlists.rows[:-1]
    others, by_seed = _measure_others(playlists, random)
    return {
        **{
            f"different artists, length {low}-{high}": float(
                np.median(different[(lengths >= low) & (lengths < high)])
                if ((lengths >= low) & (lengths < high)).any()
                else np.nan
            )
            for low, high in pairwise(BOUNDS)
        },
        **_quantiles(
            "largest artist's share",
            (largest / np.maximum(lengths, 1))[lengths >= MIN_LENGTH],
            (5, 25, 50, 75, 95),
        ),
        "next by the same artist": float((artists[1:] == artists[:-1])[is_next].mean()),
        "two members by the same artist": float(by_pair.mean()),
        "ten others: different artists": others,
        "ten others: by the seed's": by_seed,
    }


def _measure_others(
    playlists: OrderedPlaylists, random: np.random.Generator, n_samples: int = 3000
) -> tuple[float, float]:
    """Return how many artists ten random others of a playlist have, and how many the seed's."""
    rows = np.flatnonzero(playlists.lengths > N_OTHERS)
    found = []
    for row in random.choice(rows, n_samples):
        drawn = random.permutation(playlists.artists[playlists.tracks_of(row)])[: N_OTHERS + 1]
        found.append((len(np.unique(drawn[1:])), (drawn[1:] == drawn[0]).sum()))
    different, by_seed = np.mean(found, axis=0)
    return float(different), float(by_seed)


def _measure_companions(
    playlists: OrderedPlaylists, counts: Ints, random: np.random.Generator, n_samples: int = 1500
) -> dict[str, float]:
    entries = np.ones(len(playlists.tracks), np.float32)
    matrix = sparse.csr_matrix(
        (entries, playlists.tracks, playlists.indptr), (len(playlists.lengths), len(counts))
    )
    sample = random.permutation(np.flatnonzero(counts >= MIN_PLAYLISTS))[:n_samples]
    together = (matrix[:, sample].T @ matrix).tocsr()
    closest, ten, number = [], [], []
    for place, track in enumerate(sample):
        start, stop = together.indptr[place : place + 2]
        shares = together.data[start:stop][together.indices[start:stop] != track] / counts[track]
        best = np.sort(shares)[::-1][:10]
        closest.append(best[0])
        ten.append(best.mean())
        number.append(len(shares))
    return {
        "closest companion": float(np.median(closest)),
        "ten closest companions": float(np.median(ten)),
        "companions": float(np.median(number)),
    }


def _measure_features(playlists: OrderedPlaylists, dataset: Dataset) -> dict[str, float]:
    """Return the variance within playlists, in units of all memberships' variance."""
    found = {}
    for name in FEATURE_NAMES:
        values = dataset.features[playlists.tracks, FEATURES.index(f"af_{name}")]
        number = np.maximum(playlists.lengths, 1)
        means = np.bincount(playlists.rows, values, len(number)) / number
        within = ((values - means[playlists.rows]) ** 2).sum() / (number - 1).sum()
        found[f"variance within, {name}"] = float(within / values.var())
    return found
