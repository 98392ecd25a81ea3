"""A small world of listeners for the recommender: scenes, artists, playlists, and doubles."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from benchmarks.quality_data import demo
from recommender.evaluation.recommenders import build_index
from recommender.features import FEATURES, TEMPO
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.serving.index import Index
from tests.conftest import quick_fit


@dataclass(frozen=True)
class World:
    """The five tables that the recommender reads."""

    tracks: pa.Table
    features: pa.Table
    memberships: pa.Table
    artists: pa.Table
    genres: pa.Table

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Return the tables by name, as arguments."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def recordings(self) -> dict[str, str]:
        """Return the recording of each track."""
        columns = (self.tracks[name].to_pylist() for name in ("track_id", "recording_id"))
        return dict(zip(*columns, strict=True))


def build_world(
    n_tracks: int = 600, n_playlists: int = 240, n_scenes: int = 12, seed: int = 7
) -> World:
    """Plant scenes: a playlist keeps to one scene, an artist too, and audio_vectors hint at it.

    Every tenth track is another id of the recording before it; the last twentieth of the
    tracks stands in no playlist.
    """
    random = np.random.default_rng(seed)
    artist = np.sort(random.integers(0, n_tracks // 5, n_tracks))
    scene = artist % n_scenes
    popularity = random.lognormal(0, 1, n_tracks)
    popularity[-n_tracks // 20 :] = 0
    ids = np.array([f"track{number:05d}" for number in range(n_tracks)])
    members = []
    for playlist in range(n_playlists):
        chance = popularity * np.where(scene == playlist % n_scenes, 1, 0.004)
        size = int(random.integers(8, 30))
        chosen = random.choice(n_tracks, size, replace=False, p=chance / chance.sum())
        members += [(f"playlist{playlist:04d}", ids[track]) for track in chosen]
    recording = ids.copy()
    recording[10::10] = recording[9:-1:10]
    hint = random.normal(0, 1, (n_scenes, len(FEATURES)))[scene]
    audio_vectors = hint + random.normal(0, 1, (n_tracks, len(FEATURES)))
    audio_vectors[:, TEMPO] = 120 + 20 * audio_vectors[:, TEMPO]
    coded = slice(TEMPO + 1, None)
    audio_vectors[:, coded] = np.abs(audio_vectors[:, coded].round()) % [12, 2, 5]
    playlist_ids, track_ids = zip(*members, strict=True)
    return World(
        tracks=pa.table(
            {
                "track_id": ids,
                "track_popularity": np.minimum(100, 20 * np.log1p(popularity)).astype(int),
                "track_release_date": pa.array(
                    (random.integers(0, 20_000, n_tracks)).astype(np.int32), pa.int32()
                ).cast(pa.date32()),
                "recording_id": recording,
            }
        ),
        features=pa.table({"track_id": ids, **dict(zip(FEATURES, audio_vectors.T, strict=True))}),
        memberships=pa.table({"playlist_id": playlist_ids, "track_id": track_ids}),
        artists=pa.table({"track_id": ids, "artist_id": [f"artist{a}" for a in artist]}),
        genres=pa.table({"track_id": ids, "genre": [f"genre{s // 3}" for s in scene]}),
    )


def build_model(n_tracks: int, seed: int = 0, n_recordings: int = 0) -> ScoringModel:
    """Return a model whose blocks are neither square nor symmetric."""
    random = np.random.default_rng(seed)

    def unit(n_columns):
        rows = random.normal(size=(n_tracks, n_columns))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def links(n_columns, share):
        return sparse.csr_matrix((random.random((n_tracks, n_columns)) < share).astype(np.float32))

    audio, taste = unit(5), unit(11)
    audio[3] = taste[4] = 0
    by_artist = links(17, 0.1)
    return ScoringModel.from_arrays(
        audio=audio,
        taste=taste,
        playlists=links(29, 0.2),
        popularity=random.normal(0, 0.2, n_tracks).astype(np.float32),
        artists=by_artist,
        recordings=random.integers(0, n_recordings or 10 * n_tracks, n_tracks),
        main_artists=random.integers(-1, n_tracks // 4, n_tracks),
        parameters=Parameters(
            co_occurrence_shrinkage=2.0,
            co_occurrence_damping=0.2,
            artist_smoothing=1.5,
            cold_seed_popularity_weight=0.3,
            artist_repeat_penalty=0.5,
            cold_seed_artist_repeat_penalty=0.2,
        ),
    )


def contributions_of(model: ScoringModel, seeds: np.ndarray) -> np.ndarray:
    """Return the unweighted contributions of dense seeds, shape (n_queries, n_tracks, 6)."""
    blocks = (model.audio, model.taste, model.artists.toarray())
    contributions = [(seeds @ block) @ block.T for block in blocks]
    co_occurrence, playlists = model.co_occurrence, model.playlists.toarray()
    own = (seeds * co_occurrence.own_weights) @ playlists
    artist_weights = (
        seeds @ co_occurrence.artist_weights.toarray() @ co_occurrence.artist_playlists.toarray()
    )
    contributions.append((own + co_occurrence.smoothing * artist_weights) @ playlists.T)
    counts = (playlists > 0).sum(axis=1)
    cold_seed_weights = seeds @ (model.cold_seed_popularity_weight / (1 + counts) ** 2)
    contributions.append(model.popularity + cold_seed_weights[:, None] * np.log1p(counts))
    contributions.append(np.zeros_like(contributions[-1]))  # no artist repeats outside a list
    return np.stack(contributions, axis=2)


@pytest.fixture(scope="session")
def model_builder() -> Callable[..., ScoringModel]:
    """Return the builder of models."""
    return build_model


@pytest.fixture(scope="session")
def obvious_contributions() -> Callable[[ScoringModel, np.ndarray], np.ndarray]:
    """Return the slow way to the contributions of a score."""
    return contributions_of


@pytest.fixture(scope="session")
def shuffled() -> Callable[[dict[str, pa.Table]], dict[str, pa.Table]]:
    """Return what puts the rows of each table in another order."""

    def shuffle(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        random = np.random.default_rng(0)
        return {
            name: table.take(pa.array(random.permutation(table.num_rows)))
            for name, table in tables.items()
        }

    return shuffle


@pytest.fixture(scope="session")
def world() -> World:
    """Return a world of 600 tracks."""
    return build_world()


@pytest.fixture(scope="session")
def listeners() -> Callable[..., World]:
    """Return the maker of worlds."""
    return build_world


@pytest.fixture(scope="session")
def demo_index() -> Index:
    """Return the index of the demo, read by all and changed by none."""
    with quick_fit(part=4, tries_vectors=False):
        return build_index(demo())
