"""Synthetic playlists like those that people really keep: thousands, which share many tracks.

No such playlists lie beside the project, so these imitate what is known of some (design, section
7): 4,400 playlists to learn from and 1,100 to be held out, 24,000 tracks, popularity with a
long tail, listeners with several moods, dives into one artist, noise, audio that hints weakly.
The constants were turned until the baselines came out near what they reach on the real ones;
docs/recommendations.md has both beside each other.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recommender.features import FEATURES, TEMPO

N_TRACKS, N_ARTISTS, N_PLAYLISTS, N_SCENES, N_TOP = 25_000, 12_000, 5_456, 1_000, 101
DIMENSIONS = 16
LENGTH, LENGTH_SPREAD, SHORTEST, LONGEST = 72, 0.7, 6, 250
POPULARITY_OF_ARTIST, POPULARITY_OF_TRACK = 1.0, 1.2
SPREAD_OF_SCENE, SPREAD_OF_ARTIST, SPREAD_OF_TRACK, SPREAD_OF_MOOD = 0.7, 0.5, 0.781, 0.13
MOODS, MOST_MOODS = 2.0, 12
FOCUS, FOCUS_SPREAD = 62.0, 0.6
BROAD, BROAD_FOCUS = (1.0, 2.0), 0.2
PULL, PULL_SPREAD = 1.0, 0.4
DIVES, DIVE_SHARE = 0.6, 0.15
NOISE_OF_SOUND = 1.0
Numbers = npt.NDArray[np.float32]
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class World:
    """Tracks with a place among the tastes, a popularity and an artist, sorted by artist."""

    places: Numbers
    popularity: Numbers
    artists: npt.NDArray[np.int64]

    def of_artist(self, artist: int) -> npt.NDArray[np.int64]:
        """Return the tracks of an artist."""
        low, high = np.searchsorted(self.artists, [artist, artist + 1])
        return np.arange(low, high)


def factor_playlists(seed: int = 1, n_playlists: int = N_PLAYLISTS) -> Tables:
    """Return the tables that the recommender reads, the same for the same seed."""
    random = np.random.default_rng(seed)
    world = draw_world(random)
    chances = np.cumsum(np.exp(0.7 * world.popularity.astype(float)))
    chances /= chances[-1]
    lists = [_playlist(world, chances, random) for _ in range(n_playlists)]
    audio_vectors = world.places @ random.normal(size=(DIMENSIONS, TEMPO + 1))
    audio_vectors += NOISE_OF_SOUND * random.normal(size=audio_vectors.shape)
    return build_tables(world.artists, lists, audio_vectors, random)


def draw_world(random: np.random.Generator) -> World:
    """Draw the tracks of a world: the first that is drawn with the generator of a seed."""
    top = random.normal(size=(N_TOP, DIMENSIONS))
    scenes = top[random.integers(0, N_TOP, N_SCENES)]
    scenes = units(scenes + SPREAD_OF_SCENE * random.normal(size=scenes.shape))
    scene = random.choice(N_SCENES, N_ARTISTS, p=random.dirichlet(np.ones(N_SCENES)))
    places = scenes[scene] + SPREAD_OF_ARTIST * _noise(random, N_ARTISTS)
    fame = random.normal(0, POPULARITY_OF_ARTIST, N_ARTISTS)
    share = np.exp(0.7 * fame + random.normal(0, 0.8, N_ARTISTS))
    artists = np.sort(random.choice(N_ARTISTS, N_TRACKS, p=share / share.sum()))
    of_track = units(places[artists] + SPREAD_OF_TRACK * _noise(random, N_TRACKS))
    popularity = fame[artists] + random.normal(0, POPULARITY_OF_TRACK, N_TRACKS)
    return World(of_track.astype(np.float32), popularity.astype(np.float32), artists)


def _playlist(
    world: World, chances: npt.NDArray[np.float64], random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw a playlist: some moods, dives into artists near them, and the rest at large."""
    size = random.normal(np.log(LENGTH) - LENGTH_SPREAD**2 / 2, LENGTH_SPREAD)
    length = int(np.clip(np.exp(size), SHORTEST, LONGEST))
    n_moods = 1 + min(MOST_MOODS, random.poisson(random.exponential(MOODS)))
    first = np.searchsorted(chances, random.random(n_moods))
    moods = units(world.places[first] + SPREAD_OF_MOOD * _noise(random, n_moods))
    near = (world.places @ moods.astype(np.float32).T).max(axis=1)
    focus = np.float32(FOCUS * np.exp(random.normal(0, FOCUS_SPREAD)))
    pull = np.float32(max(0.1, random.normal(PULL, PULL_SPREAD)))
    wanted = near * focus + pull * world.popularity
    at_large = near * focus * np.float32(BROAD_FOCUS) + pull * world.popularity
    tracks = _dives(world, wanted, pull, length, random)
    left = length - len(tracks)
    n_broad = random.binomial(left, random.beta(*BROAD))
    for weights, number in ((wanted, left - n_broad), (at_large, n_broad)):
        tracks = np.concatenate([tracks, _draw_tracks(weights, number, tracks, random)])
    return tracks


def _dives(
    world: World, wanted: Numbers, pull: np.float32, length: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw several tracks of each of some artists."""
    number = int(random.poisson(DIVES))
    nobody = np.zeros(0, np.int64)
    parts = [nobody]
    for lead in _draw_tracks(wanted, number, nobody, random):
        tracks = world.of_artist(int(world.artists[lead]))
        many = min(len(tracks), 1 + random.poisson(max(1, DIVE_SHARE * length / number)))
        parts.append(
            tracks[_draw_tracks(pull / 2 * world.popularity[tracks], many, nobody, random)]
        )
    return np.unique(np.concatenate(parts))[:length]


def _draw_tracks(
    weights: Numbers, number: int, without: npt.NDArray[np.int64], random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw so many, none twice, each by the exponential of its weights."""
    if number <= 0:
        return np.zeros(0, np.int64)
    waits = random.standard_exponential(len(weights), dtype=np.float32)
    keys = weights - np.log(np.maximum(waits, np.float32(1e-30)))
    keys[without] = -np.inf
    return np.argpartition(-keys, min(number, len(keys)) - 1)[:number].astype(np.int64)


def build_tables(
    artists: npt.NDArray[np.int64],
    lists: list[npt.NDArray[np.int64]],
    audio_vectors: npt.NDArray[np.float64],
    random: np.random.Generator,
) -> Tables:
    """Return the tables of the tracks that any playlist holds, each by its artist."""
    kept = np.unique(np.concatenate(lists))
    ids = pa.array([f"track{number:05d}" for number in range(len(artists))])
    keys = ids.take(pa.array(kept))
    playlist = np.repeat(np.arange(len(lists)), [len(tracks) for tracks in lists])
    numbers = 5 + (audio_vectors[kept] - audio_vectors.mean(axis=0)) / audio_vectors.std(axis=0)
    numbers[:, TEMPO] = 120 + 25 * (numbers[:, TEMPO] - 5)
    coded = [random.integers(0, 12, len(kept)), random.integers(0, 2, len(kept))]
    columns = [*numbers.T, *coded, np.full(len(kept), 4)]
    nothing = pa.array([], pa.string())
    return {
        "tracks": pa.table({"track_id": keys}),
        "features": pa.table({"track_id": keys, **dict(zip(FEATURES, columns, strict=True))}),
        "memberships": pa.table(
            {
                "playlist_id": [f"playlist{number:05d}" for number in playlist],
                "track_id": ids.take(pa.array(np.concatenate(lists))),
            }
        ),
        "artists": pa.table(
            {"track_id": keys, "artist_id": [f"artist{a:05d}" for a in artists[kept]]}
        ),
        "genres": pa.table({"track_id": nothing, "genre": nothing}),
    }


def _noise(random: np.random.Generator, n_rows: int) -> npt.NDArray[np.float64]:
    return random.normal(size=(n_rows, DIMENSIONS)) / np.sqrt(DIMENSIONS)


def units(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the rows at length 1."""
    found: npt.NDArray[np.float64] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found
