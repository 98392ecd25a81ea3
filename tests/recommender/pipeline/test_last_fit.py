"""Parameters are taken over while the data stay nearly the same, and fitted again if not."""

import re
from dataclasses import replace

import pyarrow as pa
import pytest

from recommender import build_parameters
from recommender.errors import UnknownParameter
from recommender.pipeline import last_fit, parameters
from recommender.scoring.parameters import Parameters
from recommender.tuning.search import fit_parameters


class Fit:
    """A fit that only notes where it starts, and raises the popularity weight a little."""

    def __init__(self):
        self.starts = []

    def __call__(self, *arguments):
        """Return a start with another popularity weight, and a measured value."""
        start = arguments[3]
        self.starts.append(start)
        weight = round(start.popularity_weight + 0.01, 6)
        return replace(start, popularity_weight=weight), {"precision_at_10": 0.2}


@pytest.fixture
def fit(monkeypatch):
    found = Fit()
    monkeypatch.setattr(parameters, "fit_parameters", found)
    monkeypatch.setattr(parameters, "fit_multi_seed", lambda *_: {"multi_seed_votes": 1.0})
    return found


@pytest.fixture
def first(fit, world):
    return build_parameters(**world.tables)


def reason(table):
    (found,) = set(table["fit_reason"].to_pylist())
    return found


def more(world, share):
    """Return the tables with that share of memberships more."""
    n_more = round(share * world.memberships.num_rows)
    rows = world.memberships.slice(0, n_more).to_pydict()
    rows["playlist_id"] = [f"new {name}" for name in rows["playlist_id"]]
    both = pa.concat_tables([world.memberships, pa.table(rows)])
    return {**world.tables, "memberships": both}


def test_without_an_earlier_fit_there_is_one(first, fit):
    assert reason(first) == "fitted: there is no earlier fit"
    assert fit.starts == [Parameters()]


def test_from_the_same_data_comes_the_same_table(world, first, fit, shuffled):
    assert build_parameters(**shuffled(world.tables), last=first).equals(first)
    assert len(fit.starts) == 1


def test_a_small_change_takes_the_parameters_over(world, first, fit):
    second = build_parameters(**more(world, 1 / 24), last=first)
    assert len(fit.starts) == 1
    assert Parameters.from_values(second) == Parameters.from_values(first)
    wanted = "taken over: 4.0% of the memberships have changed since the last fit, not more than"
    assert reason(second).startswith(wanted)
    kept = ["parameter", "value", "kind", "sketch", "fit_version"]
    assert second.select(kept).equals(first.select(kept))


def test_small_changes_add_up_until_there_is_a_fit_from_the_last_one(world, first, fit):
    second = build_parameters(**more(world, 0.06), last=first)
    third = build_parameters(**more(world, 0.2), last=second)
    wanted = r"fitted: 16\.\d% of the memberships have changed since the last fit, more than 10%"
    assert re.fullmatch(wanted, reason(third))
    assert fit.starts == [Parameters(), Parameters.from_values(first)]
    assert build_parameters(**more(world, 0.2), last=third).equals(third)
    assert len(fit.starts) == 2


def test_playlists_that_left_count_as_much(world, first, fit):
    fewer = world.memberships.slice(world.memberships.num_rows // 5)
    found = build_parameters(**{**world.tables, "memberships": fewer}, last=first)
    assert reason(found).startswith("fitted: 20.")


def test_other_features_of_tracks_count(world, first, fit):
    louder = world.features["af_loudness"].to_numpy().copy()
    louder[:120] += 1
    place = world.features.column_names.index("af_loudness")
    features = world.features.set_column(place, "af_loudness", pa.array(louder))
    found = build_parameters(**{**world.tables, "features": features}, last=first)
    assert reason(found).startswith("fitted: 20.0% of the tracks")


def test_first_skips_are_a_reason_to_fit(world, first, fit):
    skips = pa.table({"playlist_id": ["session:1"], "track_id": ["track00001"]})
    assert reason(build_parameters(**world.tables, skips=skips, last=first)).startswith("fitted")


def test_the_share_is_a_setting(world, first, fit):
    found = build_parameters(**more(world, 0.04), last=first, refit_share=0.03)
    assert reason(found).endswith("more than 3%")
    assert len(fit.starts) == 2


def test_a_fit_can_be_forced_and_starts_from_the_last_one(world, first, fit):
    found = build_parameters(**world.tables, last=first, refit="always")
    assert reason(found) == "fitted: the variable refit is always"
    assert fit.starts[1] == Parameters.from_values(first)
    with pytest.raises(UnknownParameter, match="refit must be"):
        build_parameters(**world.tables, refit="sometimes")


def test_another_limit_is_a_reason_to_fit_from_the_defaults(world, first, fit):
    found = build_parameters(**world.tables, parameters={"min_coverage": 0.6}, last=first)
    assert reason(found) == "fitted: other parameters are given than at the last fit"
    assert fit.starts[1] == Parameters(min_coverage=0.6)


def test_other_code_is_a_reason_to_fit_from_the_defaults(world, first, fit, monkeypatch):
    monkeypatch.setattr(last_fit, "_fitting_code", lambda: "another")
    found = build_parameters(**world.tables, last=first)
    assert reason(found) == "fitted: the recommender's code is not that of the last fit"
    assert fit.starts[1] == Parameters()


def test_the_length_of_a_list_is_none(world, first, fit):
    found = build_parameters(**world.tables, parameters={"n_neighbors": 5}, last=first)
    assert len(fit.starts) == 1
    assert Parameters.from_values(found) == replace(Parameters.from_values(first), n_neighbors=5)
    again = build_parameters(**world.tables, last=found)
    assert Parameters.from_values(again) == Parameters.from_values(first)


def test_a_fit_that_was_killed_before_it_was_written_is_done_again(world, first, fit):
    lost = build_parameters(**more(world, 0.2), last=first)
    again = build_parameters(**more(world, 0.2), last=first)
    assert again.equals(lost)
    assert len(fit.starts) == 3


def test_a_table_without_a_real_fit_is_no_start(world):
    nothing = world.memberships.slice(0, 0)
    without = build_parameters(**{**world.tables, "memberships": nothing})
    assert Parameters.from_values(without).audio_weight == 1.0
    few = world.memberships.slice(0, 30)
    found = build_parameters(**{**world.tables, "memberships": few}, last=without)
    assert reason(found).startswith("fitted: 100.0% of the memberships")
    assert Parameters.from_values(found) == Parameters()


def test_where_too_few_playlists_are_left_the_defaults_are_used(world, first):
    few = {**world.tables, "memberships": world.memberships.slice(0, 30)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "fit_parameters", fit_parameters)
        found = build_parameters(**few, last=first)
    assert Parameters.from_values(found) == Parameters()


def test_a_table_of_an_older_release_is_no_fit(world, first, fit):
    older = first.select(["parameter", "value", "kind", "no_effect_because", "model_version"])
    assert reason(build_parameters(**world.tables, last=older)) == reason(first)
    empty = first.slice(0, 0)
    assert reason(build_parameters(**world.tables, last=empty)) == reason(first)
    assert fit.starts == [Parameters()] * 3
