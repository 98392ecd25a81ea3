"""The search against the obvious answer: every similarity, sorted whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender import NearestTracks
from recommender.errors import FeatureMismatch, NotFinite, NotFitted, UnknownParameter


def obvious(queries, catalogue, k, metric="cosine", leave_out_self=False):
    """Return the neighbors by sorting all similarities, in double precision."""
    queries, catalogue = queries.astype(np.float64), catalogue.astype(np.float64)
    if metric == "cosine":
        queries, catalogue = (
            np.divide(
                x,
                np.linalg.norm(x, axis=1, keepdims=True),
                out=np.zeros_like(x),
                where=np.linalg.norm(x, axis=1, keepdims=True) > 0,
            )
            for x in (queries, catalogue)
        )
    similarities = queries @ catalogue.T
    if leave_out_self:
        np.fill_diagonal(similarities, -np.inf)
    return np.sort(similarities, axis=1)[:, ::-1][:, :k], similarities


def assert_nearest(found, expected):
    """Check the similarities, that they are those of the indices, and that none is twice.

    Where two similarities differ by less than float32 can tell, either may come first.
    """
    (similarities, indices), (best, everything) = found, expected
    tolerance = {"rtol": 1e-5, "atol": 2e-6}
    np.testing.assert_allclose(similarities, best, **tolerance)
    np.testing.assert_allclose(np.take_along_axis(everything, indices, 1), best, **tolerance)
    assert all(len(set(row)) == len(row) for row in indices.tolist())


def skewed(n_rows, n_columns, seed=0):
    """Return vectors that are neither square nor symmetric, of very different lengths."""
    random = np.random.default_rng(seed)
    vectors = random.normal(0.3, 1, (n_rows, n_columns))
    return (vectors * random.lognormal(0, 2, (n_rows, 1))).astype(np.float32)


@pytest.mark.parametrize("metric", ["cosine", "inner_product"])
@pytest.mark.parametrize(("n_tracks", "n_features", "k"), [(700, 13, 20), (90, 40, 3), (9, 2, 5)])
def test_every_track_gets_the_neighbors_of_the_obvious_answer(metric, n_tracks, n_features, k):
    vectors = skewed(n_tracks, n_features)
    found = NearestTracks(k, metric=metric).fit(vectors).kneighbors()
    assert_nearest(found, obvious(vectors, vectors, k, metric, leave_out_self=True))


def test_queries_from_outside_get_the_neighbors_of_the_obvious_answer():
    catalogue, queries = skewed(500, 7), skewed(33, 7, seed=1)
    found = NearestTracks(12).fit(catalogue).kneighbors(queries)
    assert_nearest(found, obvious(queries, catalogue, 12))


def test_more_tracks_than_one_block_holds_make_no_difference(monkeypatch):
    vectors = skewed(400, 5)
    whole = NearestTracks(6).fit(vectors).kneighbors()
    monkeypatch.setattr("recommender.search.parallel.MAX_BLOCK_SIZE", 37)
    in_blocks = NearestTracks(6).fit(vectors).kneighbors()
    for one, other in zip(whole, in_blocks, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_track_is_not_its_own_neighbor_even_beside_a_twin():
    vectors = np.vstack([skewed(50, 4), skewed(50, 4)])  # every track has a twin
    similarities, indices = NearestTracks(3).fit(vectors).kneighbors()
    assert not (indices == np.arange(100)[:, None]).any()
    np.testing.assert_array_equal(indices[:, 0], (np.arange(100) + 50) % 100)
    np.testing.assert_allclose(similarities[:, 0], 1, atol=1e-6)


def test_a_query_that_is_a_track_finds_that_track():
    vectors = skewed(40, 6)
    _, indices = NearestTracks(1).fit(vectors).kneighbors(vectors)
    np.testing.assert_array_equal(indices[:, 0], np.arange(40))


def test_equal_similarities_are_ordered_by_index():
    row = skewed(1, 9)[0]
    vectors = np.vstack([np.tile(row, (3000, 1)), -row])
    _, indices = NearestTracks(5).fit(vectors).kneighbors(row[None, :])
    np.testing.assert_array_equal(indices, [[0, 1, 2, 3, 4]])
    _, indices = NearestTracks(3).fit(vectors).kneighbors()
    np.testing.assert_array_equal(indices[2], [0, 1, 3])


def test_a_track_of_zeros_has_similarity_zero_to_every_other():
    vectors = skewed(30, 5)
    vectors[4] = 0
    similarities, indices = NearestTracks(29).fit(vectors).kneighbors()
    np.testing.assert_allclose(similarities[4], 0, atol=0)
    np.testing.assert_array_equal(indices[4], np.delete(np.arange(30), 4))


def test_vectors_whose_squares_overflow_or_vanish_keep_their_direction():
    vectors = np.array([[1e30, 0], [1e-30, 1e-30], [0, 5.0], [3.0, 3.0]], dtype=np.float32)
    similarities, indices = NearestTracks(1).fit(vectors).kneighbors()
    assert indices[1, 0] == 3
    np.testing.assert_allclose(similarities[1], 1, atol=1e-6)


@pytest.mark.parametrize(("n_tracks", "asked", "expected"), [(8, 20, 7), (1, 3, 0), (0, 3, 0)])
def test_a_small_catalogue_gives_all_there_are(n_tracks, asked, expected):
    similarities, indices = NearestTracks(asked).fit(skewed(n_tracks, 3)).kneighbors()
    assert similarities.shape == indices.shape == (n_tracks, expected)


def test_queries_may_get_every_track_of_a_small_catalogue():
    _, indices = NearestTracks(20).fit(skewed(8, 3)).kneighbors(skewed(2, 3, seed=5))
    assert sorted(indices[0]) == list(range(8))


def test_no_queries_give_no_rows():
    similarities, _ = NearestTracks(4).fit(skewed(9, 3)).kneighbors(np.zeros((0, 3)))
    assert similarities.shape == (0, 4)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf, 1e300])
def test_what_is_not_finite_is_refused_with_its_place(broken):
    vectors = skewed(12, 3).astype(np.float64)
    vectors[7, 2] = broken
    with pytest.raises(NotFinite, match="row 7, column 2"):
        NearestTracks().fit(vectors)
    with pytest.raises(NotFinite, match="queries must be finite"):
        NearestTracks().fit(skewed(4, 3)).kneighbors(vectors)


def test_queries_with_another_number_of_features_are_refused():
    with pytest.raises(FeatureMismatch, match="queries have 4 features and the catalogue 3"):
        NearestTracks().fit(skewed(9, 3)).kneighbors(skewed(2, 4))


def test_a_single_vector_is_refused():
    with pytest.raises(FeatureMismatch, match="two dimensions"):
        NearestTracks().fit(np.ones(5))


def test_search_before_fit_raises_not_fitted():
    with pytest.raises(NotFitted, match="call `fit`"):
        NearestTracks().kneighbors()


@pytest.mark.parametrize("wrong", [{"n_neighbors": 0}, {"metric": "euclidean"}])
def test_a_parameter_out_of_its_range_is_refused_when_learning(wrong):
    with pytest.raises(UnknownParameter, match=next(iter(wrong))):
        NearestTracks(**wrong).fit(skewed(5, 2))


@settings(max_examples=60)
@given(
    arrays(
        np.float32,
        st.tuples(st.integers(2, 60), st.integers(1, 5)),
        elements=st.floats(-4, 4, width=16),
    ),
    st.integers(1, 12),
)
def test_no_other_track_is_nearer_than_those_that_are_returned(vectors, k):
    found = NearestTracks(k).fit(vectors).kneighbors()
    k = min(k, len(vectors) - 1)
    assert_nearest(found, obvious(vectors, vectors, k, leave_out_self=True))
