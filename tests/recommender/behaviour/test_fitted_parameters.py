"""The fit: better on held-out playlists than what it starts from, and the same every time."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recommender import build_parameters, build_recommendations, build_vectors
from recommender.data.dataset import Dataset
from recommender.embeddings.content import embed_content
from recommender.scoring.parameters import Parameters
from recommender.tuning.calibration import calibrate_popularity
from recommender.tuning.holdout import HeldOut, draw_cold_queries, hold_out
from recommender.tuning.limits import Limits
from recommender.tuning.validation import COLD_SHARE, Trial, build_validation_set
from tests.conftest import quick_fit


def as_dict(table, kind=None):
    """Return the parameters and figures of a table, or those of one kind."""
    return {
        row["parameter"]: row["value"]
        for row in table.to_pylist()
        if kind is None or row["kind"] == kind
    }


@pytest.fixture(scope="module", autouse=True)
def _quick_fit():
    with quick_fit(part=4):
        yield


@pytest.fixture(scope="module")
def many(listeners):
    """Return a world with enough playlists to hold some out."""
    return listeners(n_tracks=900, n_playlists=360)


@pytest.fixture(scope="module")
def fitted(many):
    return build_parameters(**many.tables)


def test_the_fit_beats_a_bad_start_on_playlists_it_never_learned_from(many, fitted):
    bad = {"taste_weight": 0.0, "co_occurrence_weight": 0.0, "artist_weight": 0.0}
    everything = {**asdict(Parameters()), **bad}  # given, so that the start alone is measured
    figures = as_dict(build_parameters(**many.tables, parameters=everything), "figure")
    good = as_dict(fitted, "figure")
    assert good["precision_at_10"] >= good["precision_at_10_of_start"] - 0.005
    assert good["precision_at_10"] > figures["precision_at_10_of_start"] + 0.1
    assert good["held_out_queries"] >= 200


def make_trial(n_different, most=1, precision=0.2, cold=None, artists=9.0):
    """Return a trial of 100 lists of ten over 1,000 tracks."""
    exposure = np.zeros(1000, np.intp)
    exposure[:n_different] = 1000 // n_different
    exposure[0] = most
    return Trial(precision, cold, artists, exposure, 100)


def test_precision_counts_only_within_the_limits():
    limits = Limits(min_coverage=0.7, max_share=0.02)
    varied, narrow = make_trial(500), make_trial(200, precision=0.25)
    assert limits.are_kept(varied.coverage)
    assert not limits.are_kept(narrow.coverage)
    assert limits.merit(varied) == varied.quality == 0.2
    assert limits.merit(narrow) < limits.merit(varied)
    frequent = make_trial(500, most=5, precision=0.25)
    assert not limits.are_kept(frequent.coverage)
    assert limits.merit(frequent) < limits.merit(varied)


def test_cold_seeds_count_in_the_quality():
    assert make_trial(500, cold=0.3).quality == pytest.approx(0.2 + 0.1 * COLD_SHARE)


def test_few_different_artists_miss_a_limit():
    limits = Limits(min_coverage=0.7, max_share=0.02, min_artists=8.0)
    enough, few = make_trial(500, artists=8.0), make_trial(500, precision=0.25, artists=6.0)
    assert limits.merit(enough) == 0.2
    assert limits.all_violations(few)[-1] == pytest.approx(0.2)
    assert limits.merit(few) < limits.merit(enough)
    assert limits.are_kept(few.coverage)  # the popularity of a build answers for tracks alone


@dataclass(frozen=True)
class PricedArtists:
    """Folds in which each tenth of the repeat penalty adds an artist and costs precision."""

    price: float

    def trial(self, parameters):
        """Return lists that are as varied as a list of ten can be from 500 of 1,000 tracks."""
        steps = 10 * parameters.artist_repeat_penalty
        return make_trial(500, precision=0.2 - steps * self.price, artists=4.0 + steps)


def test_the_least_penalty_with_enough_artists_is_the_start():
    limits, near = Limits.within_reach(PricedArtists(0.001), Parameters(min_artists=7.0), ())
    assert limits.min_artists == 7.0
    assert near.artist_repeat_penalty == near.cold_seed_artist_repeat_penalty == 0.3


def test_artists_that_cost_more_than_a_tenth_of_the_precision_are_out_of_reach():
    limits, near = Limits.within_reach(PricedArtists(0.008), Parameters(min_artists=8.0), ())
    assert limits.min_artists == 6.0
    assert near.artist_repeat_penalty == 0.2


def test_a_given_penalty_says_what_is_within_reach():
    start = Parameters(artist_repeat_penalty=0.1)
    limits, near = Limits.within_reach(PricedArtists(0.0), start, {"artist_repeat_penalty"})
    assert near.artist_repeat_penalty == 0.1
    assert limits.min_artists == 5.0


def test_values_of_the_caller_are_not_fitted(many):
    given = {
        "popularity_weight": 0.5,
        "artist_weight": 0.77,
        "shrinkage": 2.5,
        "artist_repeat_penalty": 0.2,
        "length_damping": 0.4,
    }
    table = build_parameters(**many.tables, parameters=given)
    assert as_dict(table, "given") == given
    assert set(as_dict(table, "fitted")).isdisjoint(given)


def test_the_fit_is_the_same_every_time_and_in_any_order(many, fitted, shuffled):
    assert build_parameters(**shuffled(many.tables)).equals(fitted)


def test_the_vectors_and_lists_take_the_table_as_it_is(many, fitted):
    version = set(fitted["model_version"].to_pylist())
    vectors = build_vectors(**many.tables, parameters=fitted)
    lists = build_recommendations(vectors, many.tracks, many.memberships, many.artists, fitted)
    assert set(vectors["model_version"].to_pylist()) == version
    assert set(lists.read_all()["model_version"].to_pylist()) == version


def test_every_parameter_has_a_row(fitted):
    kinds = set(fitted["kind"].to_pylist())
    assert kinds <= {"given", "fitted", "default", "figure"}
    assert set(as_dict(fitted)) >= set(vars(Parameters()))
    assert len(as_dict(fitted)) == fitted.num_rows


def test_with_too_few_playlists_everything_stays_at_its_default(world):
    few = world.memberships.filter(pc.less(world.memberships["playlist_id"], "playlist0015"))
    table = build_parameters(**{**world.tables, "memberships": few})
    assert Parameters.from_values(table) == Parameters()
    assert "precision_at_10" not in as_dict(table)


def test_where_a_fifth_is_too_few_each_fifth_is_held_out_in_turn(listeners):
    some = listeners(n_tracks=250, n_playlists=60)
    given = {"n_dimensions": 64, "shrinkage": 6.0, "hubness": 0.3}  # quicker so
    given |= {"min_coverage": 0.0, "max_share": 1.0, "min_artists": 0.0}  # what costs precision
    figures = as_dict(build_parameters(**some.tables, parameters=given), "figure")
    assert figures["held_out_playlists"] == 60
    assert figures["precision_at_10"] > figures["precision_at_10_of_start"]


def test_without_playlists_audio_has_the_weight_1(world):
    table = build_parameters(**{**world.tables, "memberships": world.memberships.slice(0, 0)})
    assert Parameters.from_values(table).audio_weight == 1.0


def test_the_popularity_of_a_build_is_lowered_until_its_lists_keep_the_limit(many):
    dataset = Dataset.from_tables(**many.tables)
    audio, content = embed_content(dataset)
    start = Parameters(popularity_weight=0.3)
    nothing = np.zeros(dataset.playlists.shape[0], np.bool_)
    held_out = HeldOut(dataset, audio, content, nothing, start.n_dimensions)
    built = build_validation_set(dataset, held_out, start)

    def coverage(weight):
        return built.cover(replace(start, popularity_weight=weight)).relative

    limit = (coverage(0.0) + coverage(0.3)) / 2
    found = calibrate_popularity(dataset, audio, content, start, Limits(limit, 1.0), False)
    assert 0 < found.popularity_weight < 0.3
    assert coverage(found.popularity_weight) >= limit > coverage(0.3)
    assert coverage(found.popularity_weight + 0.01) < limit + 0.02  # no lower than it must be
    none = Limits(0.0, 1.0)
    assert calibrate_popularity(dataset, audio, content, start, none, False) == start
    low = replace(start, popularity_weight=found.popularity_weight / 1.5)
    raised = calibrate_popularity(dataset, audio, content, low, Limits(limit, 1.0), True)
    assert low.popularity_weight < raised.popularity_weight
    assert coverage(raised.popularity_weight) >= limit


def test_cold_queries_are_about_seeds_of_held_out_playlists_alone(many):
    dataset = Dataset.from_tables(**many.tables)
    is_held_out = hold_out(dataset.playlist_keys)
    playlist, seeds = draw_cold_queries(dataset.playlists, is_held_out)
    n_playlists = np.asarray(dataset.playlists[~is_held_out].sum(axis=0)).ravel()
    assert len(seeds) > 0
    assert is_held_out[playlist].all()
    assert not n_playlists[seeds].any()
    assert (np.asarray(dataset.playlists[playlist, seeds]) == 1).all()


def test_a_new_playlist_leaves_the_others_in_their_folds():
    keys = [f"playlist{number}" for number in range(500)]
    before = hold_out(pa.array(keys))
    after = hold_out(pa.array(["a new one", *keys]))
    assert before.tolist() == after.tolist()[1:]
    assert 0.15 < before.mean() < 0.25
