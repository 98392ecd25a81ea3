"""The package gives its names without making everybody pay for all of them."""

import json
import subprocess
import sys

import pytest

import recommender


def modules_after(statement: str) -> set[str]:
    """Return the names of the modules that a fresh process has loaded after a statement."""
    script = f"{statement}; import json, sys; print(json.dumps(list(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(answer.stdout))


def test_importing_the_package_loads_no_library():
    assert not modules_after("import recommender") & {"numpy", "scipy", "sklearn", "pyarrow"}


def test_searching_needs_no_machine_learning_library():
    loaded = modules_after("from recommender import NearestTracks, build_recommendations")
    assert "sklearn" not in loaded
    assert "numpy" in loaded


@pytest.mark.parametrize("name", recommender.__all__)
def test_every_exported_name_is_there_and_says_what_it_is(name):
    assert getattr(recommender, name).__doc__
    assert name in dir(recommender)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nearest'"):
        recommender.nearest  # noqa: B018
