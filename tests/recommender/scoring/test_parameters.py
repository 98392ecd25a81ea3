"""Parameters: one default each, refused when wrong, and a version that follows them."""

from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from recommender.errors import UnknownParameter
from recommender.scoring.parameters import Parameters
from segue.errors import SegueError


def test_values_of_the_caller_replace_the_defaults():
    chosen = Parameters.from_values({"shrinkage": 9.0, "n_neighbors": 5})
    assert (chosen.shrinkage, chosen.n_neighbors) == (9.0, 5)
    assert chosen.taste_weight == Parameters().taste_weight


def test_no_values_mean_the_defaults():
    assert Parameters.from_values(None) == Parameters.from_values({}) == Parameters()


def test_a_table_of_parameters_and_metrics_gives_its_parameters():
    table = pa.table(
        {
            "parameter": ["n_dimensions", "popularity_weight", "precision_at_10"],
            "value": [64.0, 0.25, 0.2],
        }
    )
    chosen = Parameters.from_values(table)
    assert chosen == Parameters(n_dimensions=64, popularity_weight=0.25)
    assert isinstance(chosen.n_dimensions, int)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_neighbors": 0},
        {"n_neighbors": 2.5},
        {"shrinkage": -1},
        {"taste_weight": float("nan")},
        {"hubness": "much"},
        {"popularity_weight": True},
        {"audio_weight": None},
    ],
)
def test_a_value_out_of_its_range_is_refused_by_name(wrong):
    with pytest.raises(UnknownParameter, match=f"the parameter {next(iter(wrong))} must be"):
        Parameters.from_values(wrong)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(SegueError, match=r"unknown parameter sharpness; there are .*shrinkage"):
        Parameters.from_values({"sharpness": 1})


def test_the_version_follows_every_parameter():
    versions = {
        Parameters().model_version,
        Parameters(shrinkage=5.5).model_version,
        Parameters(n_neighbors=21).model_version,
    }
    assert len(versions) == 3
    assert Parameters().model_version == Parameters().model_version


def test_a_whole_number_makes_the_same_version_as_its_float():
    assert Parameters(shrinkage=6).model_version == Parameters(shrinkage=6.0).model_version


def test_the_taste_is_another_only_with_other_parameters_of_the_taste():
    start, rng = Parameters(n_dimensions=20), np.random.default_rng(0)
    playlists = sparse.random(40, 60, 0.2, "csr", np.float32, rng, lambda n: np.ones(n))
    nothing = sparse.csr_matrix((60, 0), dtype=np.float32)
    weights = np.linspace(0.5, 1.5, 40)

    def embed(parameters):
        taste = parameters.taste_vectors(parameters.n_dimensions)
        weighted = weights if parameters.play_half_life_days else None
        return taste.fit(playlists, nothing, nothing, np.ones((60, 1)), weighted).vectors_

    for field in fields(start):
        option = replace(start, **{field.name: getattr(start, field.name) // 2 + 3})
        is_same = np.array_equal(embed(option), embed(start))
        assert start.has_same_taste(option) == is_same, field.name
