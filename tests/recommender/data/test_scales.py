"""Scales of providers: read from the columns, and mapped where two measured the same tracks."""

import numpy as np
import pyarrow as pa
import pytest

from recommender.data.scales import MIN_COMPARED, Comparison, align_scales, read_scales
from recommender.features import GRADED, TEMPO

DANCE, ENERGY = GRADED.index("af_danceability"), GRADED.index("af_energy")


def compare(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Return the comparison of tracks with the values of scale 0 and of scale 1."""
    tracks = np.tile(np.arange(len(first)), 2)
    return Comparison(tracks, np.repeat([0, 1], len(first)), np.vstack([first, second]))


@pytest.fixture
def values():
    return np.random.default_rng(5).uniform(0, 0.8, (700, len(GRADED)))


@pytest.fixture
def shifted(values):
    found = values.copy()
    found[:, DANCE] += 0.15
    found[:, ENERGY] = 0.1 + 0.8 * found[:, ENERGY]
    return found


def test_values_come_to_the_scale_of_most_values(values, shifted):
    compared = slice(0, MIN_COMPARED)
    mixed = np.vstack([values[:400], shifted[400:]])
    scales = np.repeat([0, 1], [400, 300])[:, None] * np.ones((1, len(GRADED)), np.int64)
    comparison = compare(values[compared], shifted[compared])
    found, of = align_scales(mixed, scales.astype(np.int64), comparison)
    np.testing.assert_allclose(found[:, DANCE], values[:, DANCE], atol=1e-8)
    # a stretched scale is mapped by steps, and beyond the tracks compared as a shift
    np.testing.assert_allclose(found[:, ENERGY], values[:, ENERGY], atol=0.01)
    assert (of[:, :TEMPO] == 0).all()
    assert (mixed[400:, DANCE] == shifted[400:, DANCE]).all()  # the arguments are left alone


def test_too_few_tracks_compare_nothing(values, shifted):
    compared = slice(0, MIN_COMPARED - 1)
    mixed = np.vstack([values[:400], shifted[400:]])
    scales = np.repeat([0, 1], [400, 300])[:, None] * np.ones((1, len(GRADED)), np.int64)
    comparison = compare(values[compared], shifted[compared])
    found, of = align_scales(mixed, scales.astype(np.int64), comparison)
    np.testing.assert_array_equal(found, mixed)
    assert (of[400:, DANCE] == 1).all()


def test_a_tempo_has_no_scale(values):
    mixed = values.copy()
    scales = np.zeros((700, len(GRADED)), np.int64)
    found, of = align_scales(mixed, scales, Comparison(*(np.zeros(0, np.int64),) * 3))
    np.testing.assert_array_equal(found, mixed)
    assert (of[:, TEMPO] == -1).all()


def test_a_scale_that_ends_maps_equal_values_to_equal_ones():
    """What a provider cannot tell apart stays together, in the middle of what it may be."""
    first = np.tile(np.linspace(0, 1, 201)[:, None], (1, len(GRADED)))
    second = np.minimum(first + 0.2, 1)
    mixed = np.vstack([first, second])
    scales = np.repeat([0, 1], [201, 201])[:, None] * np.ones((1, len(GRADED)), np.int64)
    found, _ = align_scales(np.vstack([mixed, first]), np.vstack([scales, 0 * scales[:201]])
                            .astype(np.int64), compare(first, second))  # fmt: skip
    aligned = found[201:402, DANCE]
    np.testing.assert_allclose(aligned[:150], first[:150, DANCE], atol=0.02)
    assert len(np.unique(aligned[161:])) == 1
    assert 0.8 < aligned[-1] < 1


def test_the_columns_name_scales_and_compare_them():
    rest = ["0.5"] * (len(GRADED) - 2)
    table = pa.table(
        {
            "track_id": ["b", "c", "a"],
            "af_scale": ["spotify", None, None],
            "af_scales": [None, "other" + 7 * ",spotify" + ",", None],
            "af_comparison": [None, "\n".join([",".join(["other", "0.7", "", *rest]),
                                               ",".join(["third", "0.6", "0.1", *rest])]), None],
        }
    )  # fmt: skip
    scales, comparison = read_scales(table, pa.array(["a", "b", "c"]))
    assert (scales[0] == -1).all() and (scales[1] == 1).all()
    assert scales[2].tolist() == [0, *[1] * 7, -1]
    assert comparison.tracks.tolist() == [1, 1]
    assert comparison.scales.tolist() == [0, 2]
    np.testing.assert_array_equal(comparison.values[:, DANCE], [0.7, 0.6])
    np.testing.assert_array_equal(comparison.values[:, ENERGY], [np.nan, 0.1])
    its, wanted = comparison.pair(2, 0, DANCE)
    assert (its.tolist(), wanted.tolist()) == ([0.6], [0.7])
    assert [len(side) for side in comparison.pair(2, 0, ENERGY)] == [0, 0]


def test_a_table_without_scales_has_none():
    scales, comparison = read_scales(pa.table({"track_id": ["a"]}), pa.array(["a"]))
    assert (scales == -1).all()
    assert len(comparison.tracks) == 0
