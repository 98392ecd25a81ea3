"""The scales of the attributes, on arrays whose answer one can count."""

import numpy as np
import pytest

from api.explore.feature_scales import _build_scale


def build(name, *values):
    return _build_scale(name, np.array(values, np.float32))


def test_a_ratio_is_spread_from_0_to_1():
    scale = build("energy", 0, 0.01, 0.5, 1)
    assert (scale["lower"], scale["upper"], scale["number_of_tracks"]) == (0, 1, 4)
    assert scale["mean"] == pytest.approx(0.3775)
    counts = scale["counts"]
    assert (len(counts), counts[0], counts[20], counts[-1], sum(counts)) == (40, 2, 1, 1, 4)


def test_a_whole_number_has_a_step_for_each_value():
    scale = build("key", 0, 11, 11)
    assert (scale["lower"], scale["upper"]) == (0, 11)
    assert scale["counts"] == [1, *[0] * 10, 2]
    year = build("year", 1990, 1992, 1992)
    assert (year["lower"], year["upper"], year["counts"]) == (1990, 1992, [1, 0, 2])
    assert build("mode", 1)["counts"] == [1]


def test_rare_values_are_counted_at_the_ends():
    values = [100, 150, *np.linspace(200, 300, 2000), 9000]
    scale = build("duration_ms", *values)
    assert scale["lower"] >= 199
    assert scale["upper"] <= 301
    assert sum(scale["counts"]) == len(values)


def test_an_attribute_without_a_value_has_no_scale(explorer):
    assert build("energy") is None
    found = {each["name"]: each for each in explorer.get("/api/v1/features").json["items"]}
    assert found["energy"]["number_of_tracks"] == 2
    assert found["year"]["lower"] == 2000
    assert found["year"]["upper"] == 2016
    assert "popularity" in found
