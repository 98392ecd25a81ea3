"""The audio block: what sounds alike is near, and no feature drowns the others."""

import numpy as np
import pytest

from recommender.embeddings.audio import AudioVectors
from recommender.features import FEATURES, KEY, METRE, MODE, TEMPO


@pytest.fixture
def features():
    random = np.random.default_rng(3)
    values = random.random((400, len(FEATURES)))
    values[:, 2] = -60 * values[:, 2]
    values[:, TEMPO] = random.normal(120, 25, 400)
    values[:, KEY] = random.integers(0, 12, 400)
    values[:, MODE] = random.integers(0, 2, 400)
    values[:, METRE] = random.choice([3, 4, 5], 400, p=[0.1, 0.85, 0.05])
    return values


def changed(values, **columns):
    """Return the first track alone, with some of its features replaced."""
    row = values[:1].copy()
    for name, value in columns.items():
        row[0, FEATURES.index(f"af_{name}")] = value
    return row


def similarity(learned, one, other):
    """Return the product of the vectors of two tracks."""
    return (learned.transform(one) @ learned.transform(other).T).item()


def test_every_vector_has_length_one_and_an_unknown_track_length_zero(features):
    features[5] = np.nan
    vectors = AudioVectors().fit(features).transform(features)
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(np.delete(lengths, 5), 1, atol=1e-6)
    assert lengths[5] == 0
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("known", [[KEY], [MODE], [METRE], [KEY, MODE, METRE]])
def test_a_track_with_only_a_key_a_mode_or_a_bar_has_no_vector(features, known):
    features[5, [place for place in range(len(FEATURES)) if place not in known]] = np.nan
    features[6, :] = features[5, :]
    features[6, TEMPO] = 0  # no tempo was found
    vectors = AudioVectors().fit(features).transform(features)
    assert not vectors[[5, 6]].any()
    assert np.delete(vectors, [5, 6], axis=0).any(axis=1).all()


def test_one_measured_value_is_a_vector(features):
    features[5, np.arange(len(FEATURES)) != TEMPO] = np.nan
    vectors = AudioVectors().fit(features).transform(features)
    assert np.linalg.norm(vectors[5]) == pytest.approx(1, abs=1e-6)


def test_no_single_feature_decides_which_tracks_are_alike(features):
    learned = AudioVectors().fit(features)
    products = learned.transform(features) @ learned.transform(features).T
    for feature in range(TEMPO + 1):
        gap = np.abs(features[:, [feature]] - features[:, feature])
        explained = np.corrcoef(products.ravel(), gap.ravel())[0, 1] ** 2
        assert explained < 0.4, FEATURES[feature]


def test_neighbours_on_the_circle_of_fifths_are_near_and_the_tritone_is_far(features):
    learned = AudioVectors(key_weight=1.0).fit(features)
    c, g, f_sharp = (changed(features, key=key) for key in (0, 7, 6))
    assert similarity(learned, c, g) > similarity(learned, c, f_sharp)


def test_the_circle_of_keys_closes(features):
    learned = AudioVectors(key_weight=1.0).fit(features)
    f, c, g = (changed(features, key=key) for key in (5, 0, 7))
    assert similarity(learned, f, c) == pytest.approx(similarity(learned, c, g), abs=1e-6)


def test_double_the_tempo_is_nearer_than_one_and_a_half_times_it(features):
    learned = AudioVectors(tempo_weight=3.0).fit(features)
    slow, between, double = (changed(features, tempo=tempo) for tempo in (75, 112, 150))
    assert similarity(learned, slow, double) > similarity(learned, slow, between)


@pytest.mark.parametrize(("name", "unknown"), [("key", -1), ("tempo", 0), ("time_signature", 0)])
def test_spotifys_own_signs_for_unknown_mean_missing(features, name, unknown):
    learned = AudioVectors().fit(features)
    np.testing.assert_array_equal(
        learned.transform(changed(features, **{name: unknown})),
        learned.transform(changed(features, **{name: np.nan})),
    )


def test_a_feature_that_no_track_has_changes_nothing_but_itself(features):
    features[:, METRE] = np.nan
    vectors = AudioVectors().fit(features).transform(features)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
