"""Lists from an inverted file: nearly those of the exact search, and by the same rules."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

import recommender.pipeline.recommendations
import recommender.ranking.ivf
from recommender import build_recommendations, build_vectors
from recommender.errors import UnknownParameter
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_all, rank_queries
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.parameters import Parameters
from recommender.scoring.query import Query

N_TRACKS = 4000
NEAR = {"exact_search_max_tracks": 1, "min_candidates": 80}
DENSE = Parameters(artist_weight=0.0, co_occurrence_weight=0.0).weights


@pytest.fixture(scope="module", autouse=True)
def small_clusters():
    """Make the clusters as small beside the model as they are beside a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recommender.ranking.ivf, "TRACKS_PER_CLUSTER", 40)
        yield


@pytest.fixture(scope="module")
def large(listeners):
    return listeners(N_TRACKS, 1200, 60)


@pytest.fixture(scope="module")
def vectors(large):
    return build_vectors(**large.tables)


def lists_from(world, vectors, parameters):
    table = build_recommendations(
        vectors, world.tracks, world.memberships, world.artists, parameters
    ).read_all()
    return table.drop_columns(["model_version"]).sort_by(
        [("track_id", "ascending"), ("rank", "ascending")]
    )


@pytest.fixture(scope="module")
def exact(large, vectors):
    return lists_from(large, vectors, None)


@pytest.fixture(scope="module")
def near(large, vectors):
    return lists_from(large, vectors, NEAR)


def scores_by_pair(table):
    keys = zip(*(table[c].to_pylist() for c in ("track_id", "recommended_track_id")), strict=True)
    # an artist repeats only where a better track of it was found, too
    scores = table.select(CONTRIBUTIONS[:-1]).to_pylist()
    return dict(zip(keys, scores, strict=True))


def test_the_lists_are_nearly_the_exact_ones(exact, near):
    found, wanted = scores_by_pair(near), scores_by_pair(exact)
    assert near["rank"].equals(exact["rank"])
    assert 0.98 < len(found.keys() & wanted.keys()) / len(wanted) < 1


def test_a_score_is_the_same_however_its_track_was_found(exact, near):
    found, wanted = scores_by_pair(near), scores_by_pair(exact)
    assert all(found[pair] == wanted[pair] for pair in found.keys() & wanted.keys())


def test_a_seed_is_compared_with_few_tracks(model_builder):
    model = model_builder(N_TRACKS)
    ivf = IVFIndex(model, Parameters().weights, 400)
    block = next(ivf.blocks())[:1]
    query = Query(model, model.select_seeds(block))
    among = ivf.candidates(query)
    shared = np.union1d(query.artist.indices, query.co_occurrence.indices)
    assert (np.diff(among) > 0).all()
    assert set(shared) <= set(among)
    assert len(among) < len(shared) + 600


def test_every_track_is_once_in_the_blocks_of_seeds(model_builder):
    ivf = IVFIndex(model_builder(N_TRACKS), Parameters().weights, 400)
    blocks = list(ivf.blocks())
    assert all(len(set(ivf.assignments[block])) == 1 for block in blocks)
    assert sorted(np.concatenate(blocks)) == list(range(N_TRACKS))
    assert len(blocks) > 50


def test_to_compare_with_all_gives_the_exact_lists(large, vectors, exact):
    everything = {"exact_search_max_tracks": 1, "min_candidates": N_TRACKS}
    assert lists_from(large, vectors, everything).equals(exact)


def test_the_same_rows_in_any_order_give_the_same_lists(large, vectors, near, shuffled):
    names = ("tracks", "memberships", "artists")
    tables = shuffled({name: large.tables[name] for name in names})
    again = build_recommendations(vectors, **tables, parameters=NEAR).read_all()
    once_more = build_recommendations(
        vectors, large.tracks, large.memberships, large.artists, NEAR
    ).read_all()
    assert again.equals(once_more)
    assert scores_by_pair(again) == scores_by_pair(near)


def test_no_list_holds_its_own_recording_or_another_one_twice(large, near):
    recording = large.recordings
    pairs = [(seed, recording[track]) for seed, track in scores_by_pair(near)]
    assert len(set(pairs)) == len(pairs)
    assert not any(recording[seed] == code for seed, code in pairs)
    assert len(set(recording.values())) < N_TRACKS


def test_a_tiny_catalogue_gives_the_same_short_lists(large, vectors):
    few = vectors.slice(100, 4)
    table = lists_from(large, few, {"exact_search_max_tracks": 1, "min_candidates": 1})
    assert table.equals(lists_from(large, few, None))
    assert 0 < max(table["rank"].to_pylist()) < 4


def test_no_vectors_give_no_rows(large, vectors):
    assert lists_from(large, vectors.slice(0, 0), NEAR).num_rows == 0


def test_lists_that_duplicates_shorten_are_filled_from_the_whole_catalogue(model_builder):
    model = model_builder(600, n_recordings=25)
    ivf = IVFIndex(model, Parameters().weights, 1)
    found = list(rank_all(model, Parameters().weights, 20, ivf))
    seeds = np.concatenate([lists.seeds for lists in found])
    assert np.bincount(seeds).tolist() == [20] * 600


def test_a_seed_without_a_vector_gets_the_most_popular(model_builder):
    model = model_builder(600)
    model.audio[7] = model.taste[7] = 0
    seeds = model.select_seeds(np.array([7]))
    found, exact = (
        rank_queries(model, seeds, DENSE, 8, ivf=ivf) for ivf in (IVFIndex(model, DENSE, 80), None)
    )
    np.testing.assert_array_equal(found.scores, exact.scores)


def test_equal_tracks_come_in_their_order(model_builder):
    model = model_builder(600)
    for block in (model.audio, model.taste):
        block[200:260] = block[200]
    model.popularity[200:260] = 0.5
    model.main_artists[:] = -1
    model = replace(model, cold_seed_popularity_weight=0.0)  # they are not listed alike
    seeds = model.select_seeds(np.array([230]))
    found = rank_queries(model, seeds, DENSE, 20, ivf=IVFIndex(model, DENSE, 40))
    assert found.tracks.tolist() == list(range(200, 220))


def test_a_catalogue_of_the_largest_exact_size_has_no_clusters(large, vectors, exact, monkeypatch):
    monkeypatch.setattr(recommender.pipeline.recommendations, "IVFIndex", None)
    assert lists_from(large, vectors, {"exact_search_max_tracks": vectors.num_rows}).equals(exact)
    with pytest.raises(TypeError):
        lists_from(large, vectors, {"exact_search_max_tracks": vectors.num_rows - 1})


@pytest.mark.parametrize("name", ["exact_search_max_tracks", "min_candidates"])
@pytest.mark.parametrize("value", [0, -5, 0.5, "many"])
def test_a_size_that_is_no_whole_number_above_0_is_an_error(large, vectors, name, value):
    with pytest.raises(UnknownParameter, match=f"{name} must be a int of at least 1"):
        lists_from(large, vectors, {name: value})


def test_the_sizes_survive_the_table_of_parameters():
    table = pa.table(
        {"parameter": ["exact_search_max_tracks", "min_candidates"], "value": [5e4, 2e4]}
    )
    chosen = Parameters.from_values(table)
    assert (chosen.exact_search_max_tracks, chosen.min_candidates) == (50_000, 20_000)
