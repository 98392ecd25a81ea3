"""What every estimator of the recommender has to do, whatever it learns."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone

from recommender.embeddings.audio import FEATURES, AudioVectors
from recommender.embeddings.content import ContentFeatures
from recommender.embeddings.quantiles import NormalScores
from recommender.embeddings.taste import TasteVectors
from recommender.errors import FeatureMismatch, NotFinite, NotFitted, UnknownParameter
from recommender.search.neighbors import NearestTracks

N_TRACKS = 70


def numbers(seed=0):
    """Return numbers of very different sizes, some of them missing."""
    random, n_columns = np.random.default_rng(seed), len(FEATURES)
    values = random.normal(2, 1, (N_TRACKS, n_columns)) * np.logspace(-2, 3, n_columns)
    values[random.random(values.shape) < 0.1] = np.nan
    return values


def memberships(seed=0):
    """Return playlists, artists, genres and content about the same tracks."""
    random = np.random.default_rng(seed)

    def links(n_rows, n_columns, share):
        return sparse.csr_matrix((random.random((n_rows, n_columns)) < share).astype(np.float32))

    description = random.normal(size=(N_TRACKS, 4))
    return links(25, N_TRACKS, 0.1), links(N_TRACKS, 9, 0.2), links(N_TRACKS, 3, 0.4), description


def fitted(estimator, seed=0):
    """Fit an estimator to what it learns from."""
    if isinstance(estimator, TasteVectors):
        return estimator.fit(*memberships(seed))
    if isinstance(estimator, NearestTracks):
        return estimator.fit(np.nan_to_num(numbers(seed)))
    return estimator.fit(numbers(seed))


def answer(estimator):
    """Return what a fitted estimator has to say."""
    if isinstance(estimator, TasteVectors):
        return estimator.vectors_
    if isinstance(estimator, NearestTracks):
        return estimator.kneighbors()[0]
    return estimator.transform(numbers(seed=9))


ESTIMATORS = [
    NearestTracks(n_neighbors=7),
    NormalScores(n_quantiles=50),
    AudioVectors(key_weight=0.7),
    TasteVectors(n_dimensions=5, shrinkage=2.0),
    ContentFeatures(spline_column=2),
]
each = pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda e: type(e).__name__)


@each
def test_the_constructor_only_stores_what_it_is_given(estimator):
    kind = type(estimator)
    given = {name: object() for name in kind().get_params()}
    assert vars(kind(**given)) == given


@each
def test_fit_returns_the_estimator_and_learns_names_that_end_in_an_underscore(estimator):
    fresh = clone(estimator)
    before = set(vars(fresh))
    assert fitted(fresh) is fresh
    learned = {name for name in set(vars(fresh)) - before if not name.startswith("_")}
    assert learned
    assert all(name.endswith("_") for name in learned)


@each
def test_fitting_changes_no_parameter_and_none_of_its_input(estimator):
    fresh = clone(estimator)
    fitted(fresh)
    assert fresh.get_params() == estimator.get_params()
    table = numbers()
    if not isinstance(estimator, TasteVectors | NearestTracks):
        clone(estimator).fit(table).transform(table)
        np.testing.assert_array_equal(table, numbers())


@each
def test_a_second_fit_forgets_the_first(estimator):
    once = fitted(clone(estimator), seed=1)
    twice = fitted(fitted(clone(estimator), seed=0), seed=1)
    np.testing.assert_array_equal(answer(once), answer(twice))


@each
def test_two_fits_give_the_same_bytes(estimator):
    first, second = (answer(fitted(clone(estimator))) for _ in range(2))
    assert first.tobytes() == second.tobytes()


@each
def test_use_before_fit_raises_not_fitted(estimator):
    fresh = clone(estimator)
    with pytest.raises(NotFitted, match=f"{type(fresh).__name__} has not learned anything"):
        fresh.embed(1.0, 2) if isinstance(fresh, TasteVectors) else answer(fresh)


@each
def test_a_parameter_can_be_set_by_its_name_only(estimator):
    fresh = clone(estimator)
    name, value = next(iter(fresh.get_params().items()))
    assert fresh.set_params(**{name: value}) is fresh
    with pytest.raises(ValueError, match="no_such_parameter"):
        fresh.set_params(no_such_parameter=1)


@each
def test_every_answer_is_finite(estimator):
    assert np.isfinite(answer(fitted(clone(estimator)))).all()


@pytest.mark.parametrize(
    "estimator", [NormalScores(), AudioVectors(), ContentFeatures()], ids=lambda e: type(e).__name__
)
def test_another_number_of_columns_is_refused(estimator):
    learned = fitted(clone(estimator))
    with pytest.raises(FeatureMismatch, match="columns"):
        learned.transform(numbers()[:, :5])
    with pytest.raises(FeatureMismatch, match="two dimensions"):
        clone(estimator).fit(np.ones(5))


def test_the_errors_are_what_a_caller_of_scikit_learn_expects():
    assert all(
        issubclass(error, ValueError)
        for error in (FeatureMismatch, NotFinite, NotFitted, UnknownParameter)
    )
