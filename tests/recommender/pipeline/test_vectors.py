"""`build_vectors`: one row per track with an audio or a taste vector, the same bytes every time."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender import build_vectors
from recommender.data.arrow import to_matrix
from recommender.data.dataset import Dataset
from recommender.errors import MissingColumn
from recommender.features import GRADED
from recommender.scoring.parameters import Parameters

COLUMNS = {
    "track_id": pa.string(),
    "vector": pa.list_(pa.float32()),
    "audio": pa.list_(pa.float32()),
    "taste": pa.list_(pa.float32()),
    "factors": pa.list_(pa.float32()),
    "popularity": pa.float32(),
    "hubness": pa.float32(),
    "number_of_training_playlists": pa.int32(),
    "fitted_playlists": pa.int32(),
    "cold_start_source": pa.string(),
    "content_hash": pa.int64(),
    "model_version": pa.string(),
}


@pytest.fixture(scope="module")
def vectors(world):
    return build_vectors(**world.tables)


def test_the_table_has_the_columns_of_the_mart(vectors):
    assert {field.name: field.type for field in vectors.schema} == COLUMNS
    assert not any(column.null_count for column in vectors.columns)


def test_every_track_has_one_row_sorted_by_key(world, vectors):
    assert vectors["track_id"].to_pylist() == sorted(world.tracks["track_id"].to_pylist())


def test_the_blocks_have_length_one(vectors):
    for block in ("audio", "taste"):
        lengths = np.linalg.norm(to_matrix(vectors[block]), axis=1)
        np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_the_vector_is_the_blocks_by_the_root_of_their_weights(vectors):
    chosen = Parameters()
    audio, taste, vector = (to_matrix(vectors[name]) for name in ("audio", "taste", "vector"))
    np.testing.assert_allclose(
        vector @ vector.T,
        chosen.audio_weight * audio @ audio.T + chosen.taste_weight * taste @ taste.T,
        atol=1e-5,
    )


def test_number_of_playlists_and_cold_start_source_agree(world, vectors):
    listed = set(world.memberships["track_id"].to_pylist())
    for row in vectors.select(
        ["track_id", "number_of_training_playlists", "cold_start_source"]
    ).to_pylist():
        assert (row["number_of_training_playlists"] > 0) is (row["track_id"] in listed)
        assert (row["cold_start_source"] == "none") is (row["track_id"] in listed)


def test_a_track_of_many_playlists_has_a_higher_popularity_before_any_penalty(world):
    vectors = build_vectors(**world.tables, parameters={"hubness": 0.0})
    popularity = vectors["popularity"].to_numpy()
    counts = vectors["number_of_training_playlists"].to_numpy()
    often = counts > np.quantile(counts, 0.9)
    assert popularity[often].mean() > popularity[counts == 0].mean()


def test_the_same_rows_in_any_order_give_the_same_bytes(world, vectors, shuffled):
    assert build_vectors(**shuffled(world.tables)).equals(vectors)


def test_tracks_without_features_have_a_taste_vector_alone(world):
    vectors = build_vectors(**{**world.tables, "features": world.features.slice(0, 0)})
    assert not to_matrix(vectors["audio"]).any()
    assert vectors.num_rows > 500


def test_tracks_without_playlists_have_an_audio_vector_alone(world):
    none = world.memberships.slice(0, 0)
    vectors = build_vectors(**{**world.tables, "memberships": none})
    assert vectors.num_rows == world.tracks.num_rows
    assert set(vectors["taste"].to_pylist()[0]) == set()
    assert np.ptp(vectors["popularity"].to_numpy()) > 0.01


def test_a_track_of_which_only_the_bar_is_known_has_no_row_by_its_sound(world):
    half_known = pa.table({"track_id": ["half"], "af_time_signature": [4.0]})
    tracks = pa.concat_tables(
        [world.tracks, half_known.select(["track_id"])], promote_options="default"
    )
    features = pa.concat_tables([world.features, half_known], promote_options="default")
    vectors = build_vectors(**{**world.tables, "tracks": tracks, "features": features})
    assert "half" not in vectors["track_id"].to_pylist()


def test_a_track_without_any_data_has_no_row(world):
    stranger = pa.table({"track_id": ["stranger"]})
    tracks = pa.concat_tables([world.tracks, stranger], promote_options="default")
    vectors = build_vectors(**{**world.tables, "tracks": tracks})
    assert "stranger" not in vectors["track_id"].to_pylist()


def test_no_input_at_all_gives_an_empty_table_of_the_same_columns(world):
    vectors = build_vectors(**{name: table.slice(0, 0) for name, table in world.tables.items()})
    assert {field.name: field.type for field in vectors.schema} == COLUMNS
    assert vectors.num_rows == 0


def test_keys_that_no_track_has_are_ignored(world, vectors):
    ghost = pa.table({"playlist_id": ["playlist0001"], "track_id": ["ghost"]})
    memberships = pa.concat_tables([world.memberships, ghost])
    assert build_vectors(**{**world.tables, "memberships": memberships}).equals(vectors)


def test_a_playlist_that_holds_a_track_twice_counts_once(world, vectors):
    twice = pa.concat_tables([world.memberships, world.memberships.slice(0, 500)])
    assert build_vectors(**{**world.tables, "memberships": twice}).equals(vectors)


def test_a_missing_column_is_named_with_its_table(world):
    features = world.features.drop_columns("af_valence")
    with pytest.raises(MissingColumn, match=r"table features needs .*but lacks af_valence"):
        build_vectors(**{**world.tables, "features": features})


def test_whole_numbers_decimals_and_large_strings_are_read_alike(world, vectors):
    tracks, features = world.tracks, world.features
    key = features.schema.get_field_index("af_key")
    tracks = tracks.set_column(0, "track_id", tracks["track_id"].cast(pa.large_string()))
    features = features.set_column(key, "af_key", features["af_key"].cast(pa.int16()))
    features = features.set_column(0, "track_id", features["track_id"].cast(pa.large_string()))
    again = build_vectors(**{**world.tables, "tracks": tracks, "features": features})
    assert again.equals(vectors)


def test_providers_with_shifted_scales_give_the_same_audio_vectors(world):
    """Half of the tracks are the other half again, measured by a provider with other scales."""
    half = world.features.num_rows // 2
    first = world.features.slice(0, half)
    tracks = world.tracks.slice(0, 2 * half)
    second = first.set_column(0, "track_id", world.features["track_id"].slice(half, half))
    for name in GRADED[:-1]:  # a tempo is in beats per minute, whoever measures it
        place = second.schema.get_field_index(name)
        second = second.set_column(place, name, pc.add(pc.multiply(second[name], 0.5), 3))
    features = pa.concat_tables([first, second])
    scales = pa.array(["spotify"] * half + ["other"] * half)
    features = features.append_column("af_scale", scales)
    features = features.append_column("af_scales", pa.nulls(2 * half, pa.string()))
    tables = {**world.tables, "tracks": tracks}
    audio = to_matrix(build_vectors(**{**tables, "features": features})["audio"])
    np.testing.assert_allclose(audio[:half], audio[half:], atol=1e-5)
    pooled = features.drop_columns(["af_scale", "af_scales"])
    mixed = to_matrix(build_vectors(**{**tables, "features": pooled})["audio"])
    assert np.abs(mixed[:half] - mixed[half:]).max() > 0.1


def test_one_provider_alone_gives_the_vectors_of_no_provider(world, vectors):
    count = world.features.num_rows
    features = world.features.append_column("af_scale", pa.array(["spotify"] * count))
    features = features.append_column("af_scales", pa.nulls(count))
    found = build_vectors(**{**world.tables, "features": features})
    assert found.drop_columns("content_hash").equals(vectors.drop_columns("content_hash"))


def test_a_track_may_have_values_of_several_scales(world):
    count = world.features.num_rows
    one = ["spotify"] * (count - 1) + [None]
    several = [None] * (count - 1) + ["other" + 7 * ",spotify" + ","]
    features = world.features.append_column("af_scale", pa.array(one))
    features = features.append_column("af_scales", pa.array(several))
    scales = Dataset.from_tables(**{**world.tables, "features": features}).scales
    assert scales[-1].tolist() == [0, *[1] * 7, -1]
    assert (scales[:-1, :-1] == 1).all()
