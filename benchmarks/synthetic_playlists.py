"""Synthetic playlists with the figures of thousands of real ones (`benchmarks.world` compares).

A playlist has some anchors, artists that it keeps coming back to, and walks from track to track:
the next one is by the same artist, by one near to it, by an earlier one, by one around the anchor
of the moment, or a hit from anywhere. So the first half of a playlist tells little more than one
track does, and what only one playlist holds lies there beside more by its artist. The constants
were turned until the figures of `benchmarks.world` came near the real ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recommender.features import FEATURES, TEMPO

N_TRACKS, N_ARTISTS, N_PLAYLISTS, N_SCENES, N_GENRES = 33_000, 23_000, 5_195, 500, 60
DIMENSIONS = 20
LENGTH_QUANTILES = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1)
LENGTHS = (1, 2, 8, 23, 62, 135, 180, 240)
# of artists and tracks; fame and popularity are logarithms, as normal draws
SPREAD_OF_SCENE, SPREAD_OF_ARTIST, SPREAD_OF_TRACK = 0.8, 0.45, 0.35
FAME_OF_GENRE, FAME_OF_ARTIST, SIZE_BY_FAME, SIZE_SPREAD = 0.6, 1.3, 1.1, 1.45
POPULARITY_OF_TRACK = 6.0
SOUND_OF_GENRE = 1.5
SOUND_OF_PLACE = (0.72, 0.57, 0.45, 0.5, 0.36, 0.5, 0.3, 0.66, 0.11)  # variance by feature
# of a walk: how much nearness and fame count for the next artist, and around an anchor
N_NEAR, NEAR, AROUND, FAME_NEAR, FAME_AROUND = 200, 29.0, 8.5, 0.8, 0.9
ANCHORS, MOST_ANCHORS, RELATED, SWITCH, FAME_OF_ANCHOR = 3.0, 8, 0.7, 0.025, 1.0
# mean and strength of beta draws, one for each playlist
HIT, SAME, WALK, BACK = (0.24, 1.0), (0.45, 1.8), (0.22, 2.0), (0.1, 2.0)
HIT_SHIFT, HIT_POWER, HIT_BY_PULL = 150.0, 1.2, 1.5
# a kind of playlist prefers the same tracks of an artist; the wider known they are, the more hits
N_KINDS, PULL, KIND_SPREAD, DIVE_PULL = 8, (0.3, 1.5), 0.5, 0.3
DRAWS_PER_TRACK, FURTHER_DRAWS = 5, 30  # a playlist holds a track once
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Catalogue:
    """Artists with a place and fame, their tracks (sorted by artist), and who is near to whom."""

    places: Floats
    genres: Floats
    fame: Floats
    first_track: Ints
    artists: Ints
    track_places: Floats
    popularity: Floats
    near: Ints
    walk_chances: Floats
    around_chances: Floats


@dataclass(frozen=True)
class Habits:
    """Habits of each playlist, the longest first: its anchors, and chances of each step."""

    lengths: Ints
    anchors: Ints
    hit: Floats
    same: Floats
    walk: Floats
    back: Floats
    kind: Ints


def synthetic_playlists(seed: int = 1, n_playlists: int = N_PLAYLISTS) -> Tables:
    """Return the tables that the recommender reads, the same for the same seed."""
    random = np.random.default_rng(seed)
    catalogue = draw_catalogue(random)
    playlist, track = draw_memberships(catalogue, n_playlists, random)
    return build_tables(catalogue, playlist, track, random)


def draw_catalogue(random: np.random.Generator) -> Catalogue:
    """Draw artists and tracks: the first that is drawn with the generator of a seed."""
    genres = units(_noise(random, N_GENRES))
    genre = random.integers(0, N_GENRES, N_SCENES)
    scenes = units(genres[genre] + SPREAD_OF_SCENE * _noise(random, N_SCENES))
    scene = random.choice(N_SCENES, N_ARTISTS, p=random.dirichlet(np.full(N_SCENES, 0.7)))
    fame = random.normal(0, FAME_OF_GENRE, N_GENRES)[genre[scene]]
    fame += random.normal(0, FAME_OF_ARTIST, N_ARTISTS)
    size = np.exp(SIZE_BY_FAME * fame + random.normal(0, SIZE_SPREAD, N_ARTISTS))
    of_track = random.choice(N_ARTISTS, N_TRACKS, p=size / size.sum())
    known, artists = np.unique(np.sort(of_track), return_inverse=True)  # the others have no track
    scene, fame = scene[known], fame[known]
    places = units(scenes[scene] + SPREAD_OF_ARTIST * _noise(random, len(known)))
    popularity = random.normal(0, POPULARITY_OF_TRACK, N_TRACKS)
    near, likeness = _find_near(places)
    return Catalogue(
        places=places,
        genres=genres[genre[scene]],
        fame=fame,
        first_track=np.searchsorted(artists, np.arange(len(known) + 1)),
        artists=artists,
        track_places=units(places[artists] + SPREAD_OF_TRACK * _noise(random, N_TRACKS)),
        popularity=popularity,
        near=near,
        walk_chances=_cumulate(np.exp(NEAR * likeness + FAME_NEAR * fame[near])),
        around_chances=_cumulate(np.exp(AROUND * likeness + FAME_AROUND * fame[near])),
    )


def _find_near(places: Floats) -> tuple[Ints, Floats]:
    """Return the nearest artists of each, and their cosines less 1."""
    rows = places.astype(np.float32)
    near = np.empty((len(rows), N_NEAR), np.int64)
    likeness = np.empty((len(rows), N_NEAR))
    for start in range(0, len(rows), 1000):
        cosines = rows[start : start + 1000] @ rows.T
        own = np.arange(start, start + len(cosines))
        cosines[own - start, own] = -1
        found = np.argpartition(-cosines, N_NEAR, axis=1)[:, :N_NEAR]
        near[start : start + 1000] = found
        likeness[start : start + 1000] = np.take_along_axis(cosines, found, axis=1) - 1
    return near, likeness


def draw_memberships(
    catalogue: Catalogue, n_playlists: int, random: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw playlists, all of them step by step; return playlist and track of each place."""
    habits = _draw_habits(catalogue, n_playlists, random)
    draw_of_artists = _draw_of_artists(catalogue, random)
    order = np.argsort(-(catalogue.fame[catalogue.artists] + catalogue.popularity))
    hits = _cumulate(np.exp(-HIT_POWER * np.log(HIT_SHIFT + np.arange(N_TRACKS))))
    draws = DRAWS_PER_TRACK * habits.lengths + FURTHER_DRAWS  # some are doubles
    artist, anchor = habits.anchors[:, 0].copy(), habits.anchors[:, 0].copy()
    earlier = np.empty((n_playlists, draws.max()), np.int32)
    rows, tracks = [], []
    for step in range(draws.max()):
        n = int((draws > step).sum())  # the longest playlists come first
        column = random.integers(0, MOST_ANCHORS, n)
        is_switch = random.random(n) < SWITCH
        anchor[:n] = np.where(is_switch, habits.anchors[np.arange(n), column], anchor[:n])
        is_hit = random.random(n) < habits.hit[:n]
        is_same = random.random(n) < habits.same[:n]
        is_walk = random.random(n) < habits.walk[:n]
        next_artist = _draw_near(catalogue, artist[:n], anchor[:n], is_walk, random)
        is_return = (random.random(n) < habits.back[:n]) & (step > 0) & ~is_same
        again = earlier[np.arange(n), random.integers(0, max(step, 1), n)]
        next_artist = np.where(is_return, again, next_artist)
        artist[:n] = np.where(is_hit | is_same, artist[:n], next_artist)
        earlier[:n, step] = artist[:n]
        kind = habits.kind[:n] + N_KINDS * (is_same | is_return)
        track = draw_of_artists(artist[:n], kind, random)
        rows.append(np.arange(n))
        tracks.append(np.where(is_hit, order[np.searchsorted(hits, random.random(n))], track))
    return _keep_first(np.concatenate(rows), np.concatenate(tracks), habits.lengths)


def _draw_habits(catalogue: Catalogue, n: int, random: np.random.Generator) -> Habits:
    quantiles = np.sort(random.random(n))[::-1]
    lengths = np.exp(np.interp(quantiles, LENGTH_QUANTILES, np.log(LENGTHS)))
    chances = _cumulate(np.exp(FAME_OF_ANCHOR * catalogue.fame))
    n_anchors = 1 + random.poisson(random.exponential(ANCHORS, n))
    anchors = np.searchsorted(chances, random.random((n, MOST_ANCHORS)))
    for column in range(1, MOST_ANCHORS):
        close = _draw_near(catalogue, anchors[:, 0], anchors[:, 0], np.zeros(n, np.bool_), random)
        is_close = random.random(n) < RELATED
        anchors[:, column] = np.where(is_close, close, anchors[:, column])
        again = anchors[np.arange(n), column % np.minimum(n_anchors, MOST_ANCHORS)]
        anchors[:, column] = np.where(column < n_anchors, anchors[:, column], again)
    hit, same, walk, back = (
        random.beta(mean * power, (1 - mean) * power, n) for mean, power in (HIT, SAME, WALK, BACK)
    )
    kind = random.integers(0, N_KINDS, n)
    hit = np.minimum(hit * np.exp(HIT_BY_PULL * (_pulls() - np.mean(PULL)))[kind], 0.95)
    return Habits(lengths.round().astype(np.int64), anchors, hit, same, walk, back, kind)


def _pulls() -> Floats:
    """Return how much the popularity of a track counts, for each kind of playlist."""
    return np.linspace(*PULL, N_KINDS)


def _draw_near(
    catalogue: Catalogue, artist: Ints, anchor: Ints, is_walk: Flags, random: np.random.Generator
) -> Ints:
    """Draw artists near to the last one, where the playlist walks on, or around its anchor."""
    base = np.where(is_walk, artist, anchor)
    chances = np.where(
        is_walk[:, None], catalogue.walk_chances[base], catalogue.around_chances[base]
    )
    place = (chances < random.random((len(base), 1))).sum(axis=1)
    return catalogue.near[base, np.minimum(place, N_NEAR - 1)]


def _draw_of_artists(
    catalogue: Catalogue, random: np.random.Generator
) -> Callable[[Ints, Ints, np.random.Generator], Ints]:
    """Return what draws a track of each artist, for a kind of playlist, or deeper beyond."""
    # one array for all kinds, each after the other, so that one search finds all tracks
    taste = KIND_SPREAD * random.normal(size=(N_KINDS, N_TRACKS))
    popular = np.outer(_pulls(), catalogue.popularity)
    likes = np.concatenate([popular + taste, DIVE_PULL * popular + taste])
    # in units of the artist's best track, so that no artist is lost in the sum
    best = np.maximum.reduceat(likes, catalogue.first_track[:-1], axis=1)
    weights = np.exp(likes - best[:, catalogue.artists])
    total = np.cumsum(weights)
    before = np.concatenate([[0.0], total])
    start = N_TRACKS * np.arange(len(weights))[:, None]
    edges = before[start + catalogue.first_track]

    def draw(artist: Ints, kind: Ints, random: np.random.Generator) -> Ints:
        low, high = edges[kind, artist], edges[kind, artist + 1]
        found = np.searchsorted(total, low + random.random(len(artist)) * (high - low))
        return found % N_TRACKS

    return draw


def _keep_first(playlist: Ints, track: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Return each track of a playlist once, in order, up to its length."""
    _, first = np.unique(playlist * N_TRACKS + track, return_index=True)
    first = first[np.lexsort((first, playlist[first]))]
    playlist, track = playlist[first], track[first]
    start = np.searchsorted(playlist, np.arange(len(lengths)))
    kept = np.arange(len(playlist)) - start[playlist] < lengths[playlist]
    return playlist[kept], track[kept]


def build_tables(
    catalogue: Catalogue, playlist: Ints, track: Ints, random: np.random.Generator
) -> Tables:
    """Return the tables of the tracks that any playlist holds, each by its artist."""
    kept = np.unique(track)
    ids = pa.array([f"track{number:05d}" for number in range(N_TRACKS)])
    keys = ids.take(pa.array(kept))
    sound = units(
        catalogue.track_places[kept] + SOUND_OF_GENRE * catalogue.genres[catalogue.artists[kept]]
    )
    sound = sound @ random.normal(size=(DIMENSIONS, TEMPO + 1))
    own = np.array(SOUND_OF_PLACE)
    sound = np.sqrt(own) * sound / sound.std(axis=0)
    numbers = 5 + sound + np.sqrt(1 - own) * random.normal(size=sound.shape)
    numbers[:, TEMPO] = 120 + 25 * (numbers[:, TEMPO] - 5)
    coded = [random.integers(0, 12, len(kept)), random.integers(0, 2, len(kept))]
    columns = [*numbers.T, *coded, np.full(len(kept), 4)]
    artist_ids = [f"artist{number:05d}" for number in catalogue.artists[kept]]
    start = np.searchsorted(playlist, playlist)
    return {
        "tracks": pa.table({"track_id": keys}),
        "features": pa.table({"track_id": keys, **dict(zip(FEATURES, columns, strict=True))}),
        "memberships": pa.table(
            {
                "playlist_id": [f"playlist{number:05d}" for number in playlist],
                "track_id": ids.take(pa.array(track)),
                "position": np.arange(len(track)) - start,
            }
        ),
        "artists": pa.table({"track_id": keys, "artist_id": artist_ids}),
        "genres": pa.table(
            {"track_id": pa.array([], pa.string()), "genre": pa.array([], pa.string())}
        ),
    }


def _cumulate(values: Floats) -> Floats:
    """Return the cumulated shares of the last axis."""
    found: Floats = np.cumsum(values, axis=-1)
    return found / found[..., -1:]


def _noise(random: np.random.Generator, n_rows: int) -> Floats:
    return random.normal(size=(n_rows, DIMENSIONS)) / np.sqrt(DIMENSIONS)


def units(rows: Floats) -> Floats:
    """Return the rows at length 1."""
    found: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found
