"""`build_recommendations`: twenty good rows for every track, with nothing twice."""

import numpy as np
import pyarrow as pa
import pytest

from recommender import build_recommendations, build_vectors
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters

NUMBERS = ("score", "similarity", *CONTRIBUTIONS)


def lists_from(world, vectors, parameters=None, **changes):
    """Build the recommendations of a world, with some tables replaced."""
    tables = {"tracks": world.tracks, "memberships": world.memberships, "artists": world.artists}
    return build_recommendations(vectors, **{**tables, **changes}, parameters=parameters)


@pytest.fixture(scope="module")
def vectors(world):
    return build_vectors(**world.tables)


@pytest.fixture(scope="module")
def table(world, vectors):
    return lists_from(world, vectors).read_all()


@pytest.fixture(scope="module")
def rows(table):
    return table.to_pylist()


def test_the_table_has_the_columns_of_the_mart(table):
    types = {field.name: field.type for field in table.schema}
    assert types == {
        "track_id": pa.string(),
        "rank": pa.int16(),
        "recommended_track_id": pa.string(),
        **dict.fromkeys(NUMBERS, pa.float32()),
        "model_version": pa.string(),
    }
    assert not any(column.null_count for column in table.columns)


def test_every_track_with_a_vector_has_ranks_one_to_twenty(vectors, table):
    assert table["track_id"].to_pylist() == np.repeat(vectors["track_id"], 20).tolist()
    assert table["rank"].to_pylist() == list(range(1, 21)) * vectors.num_rows


def test_no_list_holds_its_own_recording_or_another_one_twice(world, rows):
    recording = world.recordings
    seen = set()
    for row in rows:
        code = recording[row["recommended_track_id"]]
        assert code != recording[row["track_id"]]
        assert (row["track_id"], code) not in seen
        seen.add((row["track_id"], code))
    assert len(set(recording.values())) < len(recording)


def test_contributions_add_up_to_the_score_which_falls_with_the_rank(table):
    score = table["score"].to_numpy().reshape(-1, 20)
    total = sum(table[name].to_numpy().astype(np.float64) for name in CONTRIBUTIONS)
    np.testing.assert_allclose(total, score.ravel(), atol=2e-6)
    assert (np.diff(score, axis=1) <= 0).all()


def test_similarity_is_the_cosine_of_the_vectors_of_the_mart(vectors, rows):
    vector = dict(zip(vectors["track_id"].to_pylist(), vectors["vector"].to_pylist(), strict=True))
    for row in rows[::97]:
        one, other = (np.array(vector[row[key]]) for key in ("track_id", "recommended_track_id"))
        cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
        assert row["similarity"] == pytest.approx(cosine, abs=1e-5)


def test_the_rows_are_those_of_the_obvious_answer(world, vectors, rows, obvious_contributions):
    chosen = Parameters()
    catalogue = ScoringModel.from_tables(
        vectors, world.tracks, world.memberships, world.artists, chosen
    )
    keys = vectors["track_id"].to_pylist()
    seeds = np.eye(len(keys), dtype=np.float32)
    scores = obvious_contributions(catalogue, seeds) @ chosen.weights
    for seed in range(0, len(keys), 41):
        taken = {catalogue.recordings[seed]}
        artists, expected = set(), []
        for track in np.argsort(-scores[seed], kind="stable"):
            if catalogue.recordings[track] not in taken:
                taken.add(catalogue.recordings[track])
                artist = catalogue.main_artists[track]
                is_repeat = artist in artists
                artists.add(artist)
                expected.append(
                    scores[seed, track] - is_repeat * catalogue.artist_repeat_penalties[seed]
                )
        found = [row["score"] for row in rows[20 * seed : 20 * seed + 20]]
        np.testing.assert_allclose(found, sorted(expected, reverse=True)[:20], atol=1e-5)


def test_playlists_lead_to_the_same_scene(rows):
    artists = [row["recommended_track_id"] for row in rows if row["rank"] <= 10]
    assert len(set(artists)) > 300


def test_the_same_rows_in_any_order_give_the_same_bytes(world, vectors, table, shuffled):
    names = ("tracks", "memberships", "artists")
    tables = shuffled({name: world.tables[name] for name in names})
    assert lists_from(world, vectors, **tables).read_all().equals(table)


def test_a_tracks_table_without_recordings_has_no_duplicates(world, vectors):
    table = lists_from(world, vectors, tracks=world.tracks.select(["track_id"])).read_all()
    assert table.num_rows == 20 * vectors.num_rows


def test_a_tiny_catalogue_gives_shorter_lists(world, vectors):
    table = lists_from(world, vectors.slice(100, 4)).read_all()
    different = {world.recordings[key] for key in vectors["track_id"].slice(100, 4).to_pylist()}
    assert max(table["rank"].to_pylist()) == len(different) - 1


def test_no_vectors_give_no_rows(world, vectors):
    assert lists_from(world, vectors.slice(0, 0)).read_all().num_rows == 0


def test_the_length_and_the_version_follow_the_parameters(world, vectors):
    given = {"n_neighbors": 7, "artist_weight": 0.9}
    table = lists_from(world, vectors, parameters=given).read_all()
    assert max(table["rank"].to_pylist()) == 7
    assert set(table["model_version"].to_pylist()) == {Parameters.from_values(given).model_version}
