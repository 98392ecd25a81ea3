"""Synthetic playlists made of clusters: some tracks of an artist, then some of one near to it.

The other invented playlists (`benchmarks.synthetic_factors`) come from moods, so many seeds tell
much more than one, and a track that is listed once is listed anywhere. Real playlists (design,
section 7) are not so: half of one finds hardly more than one seed does, and what only one
playlist holds lies there beside more by its artist. Here a playlist walks from artist to artist,
with dives into one now and then. The constants were turned until the baselines came near what
they reach on the real ones; docs/recommendations.md has both beside each other.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.synthetic_factors import Tables, build_tables, units
from recommender.features import TEMPO

N_TRACKS, N_ARTISTS, N_PLAYLISTS, N_SCENES, N_TOP, PER_ALBUM = 26_000, 6_000, 5_456, 600, 100, 5
DIMENSIONS = 20
LENGTH, LENGTH_SPREAD, SHORTEST, LONGEST = 72, 0.75, 6, 250
SIZES_OF_TOP = 0.3  # power by which the largest of the top scenes are larger
SPREAD_OF_SCENE, SPREAD_OF_ARTIST, SPREAD_OF_TRACK = 0.8, 0.45, 0.35
FAME_OF_TOP, FAMOUS_TOP, POPULARITY_OF_ALBUM, POPULARITY_OF_TRACK = 1.0, 4.0, 0.6, 1.1
MOODS, FOCUS, FOCUS_SPREAD, PULL, PULL_SPREAD = 3.0, 10.0, 0.5, 0.6, 0.4
N_NEAR, NEARNESS, FAME_NEAR = 60, 40.0, 0.2
WALK, DIVE, LONG_DIVE, OF_ONE_ALBUM = 0.65, 0.18, 0.03, 0.3
NOISE, EVERYWHERE, HITS, BROAD = 0.25, 0.15, 1.0, 0.4
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """Artists with a place and fame, their tracks (sorted by artist), and who is near to whom."""

    places: Floats
    fame: Floats
    first_track: Ints
    track_places: Floats
    popularity: Floats
    albums: Ints
    near: Ints
    near_chances: Floats
    hits: Floats

    @property
    def artists(self) -> Ints:
        """Return the artist of each track."""
        return np.repeat(np.arange(len(self.fame)), np.diff(self.first_track))

    def tracks_of(self, artist: int) -> Ints:
        """Return the tracks of an artist."""
        return np.arange(self.first_track[artist], self.first_track[artist + 1])


def cluster_playlists(seed: int = 1, n_playlists: int = N_PLAYLISTS) -> Tables:
    """Return the tables that the recommender reads, the same for the same seed."""
    random = np.random.default_rng(seed)
    world = _world(random)
    themes = _cumulated(np.exp(0.8 * world.fame))
    lists = [_playlist(world, themes, random) for _ in range(n_playlists)]
    audio_vectors = world.track_places @ random.normal(size=(DIMENSIONS, TEMPO + 1))
    audio_vectors = audio_vectors / audio_vectors.std(axis=0) + random.normal(
        size=audio_vectors.shape
    )
    return build_tables(world.artists, lists, audio_vectors, random)


def _world(random: np.random.Generator) -> World:
    top = random.choice(N_TOP, N_SCENES, p=_shares(np.arange(1.0, N_TOP + 1) ** -SIZES_OF_TOP))
    scenes = units(_noise(random, N_TOP))[top] + SPREAD_OF_SCENE * _noise(random, N_SCENES)
    scene = random.choice(N_SCENES, N_ARTISTS, p=random.dirichlet(np.full(N_SCENES, 0.7)))
    places = units(units(scenes)[scene] + SPREAD_OF_ARTIST * _noise(random, N_ARTISTS))
    fame = random.normal(size=N_ARTISTS) + FAME_OF_TOP * np.exp(-top[scene] / FAMOUS_TOP)
    share = _shares(np.exp(0.5 * fame + random.normal(0, 0.9, N_ARTISTS)))
    artists = np.sort(random.choice(N_ARTISTS, N_TRACKS, p=share))
    first = np.searchsorted(artists, np.arange(N_ARTISTS + 1))
    albums = artists * N_TRACKS + (np.arange(N_TRACKS) - first[artists]) // PER_ALBUM
    known, album = np.unique(albums, return_inverse=True)
    popularity = random.normal(0, POPULARITY_OF_TRACK, N_TRACKS)
    popularity += random.normal(0, POPULARITY_OF_ALBUM, len(known))[album]
    likeness = NEARNESS * (places @ places.T) + FAME_NEAR * fame
    np.fill_diagonal(likeness, -np.inf)
    near = np.argpartition(-likeness, N_NEAR, axis=1)[:, :N_NEAR]
    return World(
        places=places,
        fame=fame,
        first_track=first,
        track_places=units(places[artists] + SPREAD_OF_TRACK * _noise(random, N_TRACKS)),
        popularity=popularity,
        albums=albums,
        near=near,
        near_chances=_cumulated(_exponentials(np.take_along_axis(likeness, near, axis=1))),
        hits=_cumulated(np.exp(HITS * (fame[artists] + popularity))),
    )


def _playlist(world: World, themes: Floats, random: np.random.Generator) -> Ints:
    """Draw a playlist: groups of tracks from a walk among artists, and some from anywhere."""
    size = random.normal(np.log(LENGTH) - LENGTH_SPREAD**2 / 2, LENGTH_SPREAD)
    length = int(np.clip(np.exp(size), SHORTEST, LONGEST))
    moods = np.searchsorted(themes, random.random(1 + random.poisson(random.exponential(MOODS))))
    focus = FOCUS * np.exp(random.normal(0, FOCUS_SPREAD))
    pull = max(0.1, random.normal(PULL, PULL_SPREAD))
    near = (world.places @ world.places[moods].T).max(axis=1) * focus
    starts, broad = (
        _cumulated(_exponentials(share * near + 0.8 * pull * world.fame)) for share in (1, BROAD)
    )
    noise, dive = random.beta(1, 1 / NOISE - 1), random.beta(1, 1 / DIVE - 1)
    walk = random.beta(2, 2 / WALK - 2)
    tracks: set[int] = set()
    artist = -1
    for _ in range(6 * length):
        if len(tracks) >= length:
            break
        if random.random() < noise:
            tracks |= _draw_anywhere(world, broad, pull, random)
            continue
        artist = _next_artist(world, artist, walk, starts, random)
        number = random.geometric(1 - dive)
        number += int(random.integers(3, 15)) if random.random() < LONG_DIVE else 0
        tracks |= _draw_of_artist(world, artist, min(number, length - len(tracks)), pull, random)
    return np.array(sorted(tracks), dtype=np.int64)


def _next_artist(
    world: World, artist: int, walk: float, starts: Floats, random: np.random.Generator
) -> int:
    """Draw an artist near to the last, or one that the playlist may start anew with."""
    if artist < 0 or random.random() > walk:
        return int(np.searchsorted(starts, random.random()))
    place = int(np.searchsorted(world.near_chances[artist], random.random()))
    return int(world.near[artist, min(place, N_NEAR - 1)])


def _draw_anywhere(
    world: World, broad: Floats, pull: float, random: np.random.Generator
) -> set[int]:
    """Draw a hit from anywhere, or a track from the wide surroundings."""
    if random.random() < EVERYWHERE:
        return {int(np.searchsorted(world.hits, random.random()))}
    return _draw_of_artist(world, int(np.searchsorted(broad, random.random())), 1, pull, random)


def _draw_of_artist(
    world: World, artist: int, number: int, pull: float, random: np.random.Generator
) -> set[int]:
    """Draw so many tracks of an artist, popular ones first, at times mostly of one album."""
    tracks = world.tracks_of(artist)
    weights = 0.9 * pull * world.popularity[tracks]
    if number > 1 and len(tracks) and random.random() < OF_ONE_ALBUM:
        lead = tracks[_best(weights, 1, random)][0]
        weights = weights + 3 * (world.albums[tracks] == world.albums[lead])
    return {int(track) for track in tracks[_best(weights, number, random)]}


def _best(weights: Floats, number: int, random: np.random.Generator) -> Ints:
    """Draw so many places, none twice, each by the exponential of its weights."""
    keys = weights - np.log(random.standard_exponential(len(weights)))
    return np.argsort(-keys, kind="stable")[:number]


def _exponentials(values: Floats) -> Floats:
    found: Floats = np.exp(values - values.max(axis=-1, keepdims=True))
    return found


def _shares(values: Floats) -> Floats:
    found: Floats = values / values.sum()
    return found


def _cumulated(values: Floats) -> Floats:
    """Return the cumulated shares of the last axis."""
    found: Floats = np.cumsum(values, axis=-1)
    return found / found[..., -1:]


def _noise(random: np.random.Generator, n_rows: int) -> Floats:
    return random.normal(size=(n_rows, DIMENSIONS)) / np.sqrt(DIMENSIONS)
