"""Lists from near cells: nearly those of the exact search, and by the same rules."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

import recommender.search.cost
from recommender import build_recommendations, build_vectors
from recommender.errors import UnknownParameter
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_all, rank_queries
from recommender.ranking.near_search import choose_search
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.parameters import Parameters
from recommender.scoring.query import NearTracks, Query
from recommender.search import cells

N_TRACKS = 4000
NEAR = {"target_recall": 0.9}
EXACT = {"target_recall": 1}
DENSE = Parameters(artist_weight=0.0, co_occurrence_weight=0.0).weights


@pytest.fixture(scope="module", autouse=True)
def small_cells():
    """Make the cells as small beside the model as they are beside a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "ROWS_PER_CELL", 16)
        patch.setattr(recommender.search.cost, "OVERHEAD", 0)
        patch.setattr("recommender.ranking.near_search.FEWEST_CANDIDATES", 40)
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
    return lists_from(large, vectors, EXACT)


@pytest.fixture(scope="module")
def near(large, vectors):
    return lists_from(large, vectors, NEAR)


def near_tracks(model, seeds, n_candidates):
    """Return the near tracks of one query for each of the seeds."""
    ivf = IVFIndex(model, DENSE)
    found = ivf.select_near(ivf.cells.find_blocks(seeds), n_candidates)
    return [NearTracks(place, place + 1, tracks) for place, tracks in enumerate(found)]


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
    ivf = IVFIndex(model, Parameters().weights)
    (near,) = ivf.select_near(ivf.cells.blocks[:1], 400)
    assert (np.diff(near) > 0).all()
    assert 400 <= len(near) < 600


def test_tracks_that_share_an_artist_or_a_playlist_are_compared_wherever_they_are(model_builder):
    model = model_builder(N_TRACKS)
    weights = Parameters().weights
    query = Query(model, model.select_seeds(np.array([9])))
    nothing = np.zeros(0, np.intp)
    none = (nothing, nothing)
    _, found = query.near_candidates(weights, N_TRACKS, none, [NearTracks(0, 1, nothing)])
    shared = query.weigh_sparse(weights)
    assert sorted(found) == sorted(shared.indices) and len(found) > 20


def test_to_compare_with_all_gives_the_exact_lists(model_builder):
    model = model_builder(N_TRACKS)
    weights = Parameters().weights
    search = IVFIndex(model, weights)
    in_cells, exact = (
        list(rank_all(model, weights, 20, *near)) for near in ((search, N_TRACKS), ())
    )
    for name in ("tracks", "ranks", "scores", "contributions"):
        by_seed = [
            np.concatenate([getattr(lists, name) for lists in found])[
                np.argsort(np.concatenate([lists.seeds for lists in found]), kind="stable")
            ]
            for found in (in_cells, exact)
        ]
        np.testing.assert_array_equal(*by_seed)


def test_the_recall_is_that_of_a_sample_and_of_all_lists(large, vectors, exact, near):
    reader = build_recommendations(vectors, large.tracks, large.memberships, large.artists, NEAR)
    recall = json.loads(reader.schema.metadata[b"figures"])["search_recall"]
    reader.close()
    found, wanted = scores_by_pair(near), scores_by_pair(exact)
    assert 0.9 <= recall < 1
    assert recall == pytest.approx(len(found.keys() & wanted.keys()) / len(wanted), abs=0.02)


def test_cells_that_cost_more_than_the_exact_search_are_not_searched(model_builder):
    model = model_builder(N_TRACKS)
    assert choose_search(model, DENSE, 20, 0.5).n_candidates < N_TRACKS / 2
    assert choose_search(model, DENSE, 20, 1) is None
    assert choose_search(model, DENSE, N_TRACKS // 4, 0.5) is None
    assert choose_search(model_builder(70), DENSE, 20, 0.5) is None


def test_tracks_that_all_share_a_playlist_are_searched_exactly(model_builder):
    model = model_builder(N_TRACKS)
    everything = sparse.csr_matrix(np.ones((N_TRACKS, 1), np.float32))
    model = replace(model, artists=everything)
    assert choose_search(model, Parameters().weights, 20, 0.5) is None


def test_the_same_rows_in_any_order_give_the_same_lists(large, vectors, near, shuffled):
    names = ("tracks", "memberships", "artists")
    tables = shuffled({name: large.tables[name] for name in names})
    turned = vectors.take(np.random.default_rng(1).permutation(len(vectors)))
    again = build_recommendations(turned, **tables, parameters=NEAR).read_all()
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
    table = lists_from(large, few, NEAR)
    assert table.equals(lists_from(large, few, EXACT))
    assert 0 < max(table["rank"].to_pylist()) < 4


def test_no_vectors_give_no_rows(large, vectors):
    assert lists_from(large, vectors.slice(0, 0), NEAR).num_rows == 0


def test_lists_that_duplicates_shorten_are_filled_from_the_whole_catalogue(model_builder):
    model = model_builder(600, n_recordings=25)
    ivf = IVFIndex(model, DENSE)
    found = list(rank_all(model, DENSE, 20, ivf, 1))
    seeds = np.concatenate([lists.seeds for lists in found])
    assert np.bincount(seeds).tolist() == [20] * 600


def test_a_seed_without_a_vector_gets_the_most_popular(model_builder):
    model = model_builder(600)
    model.audio[7] = model.taste[7] = 0
    seed = np.array([7])
    found, exact = (
        rank_queries(model, model.select_seeds(seed), DENSE, 8, near=near)
        for near in (near_tracks(model, seed, 80), None)
    )
    np.testing.assert_array_equal(found.scores, exact.scores)


def test_equal_tracks_come_in_their_order(model_builder):
    model = model_builder(600)
    for block in (model.audio, model.taste):
        block[200:260] = block[200]
    model.popularity[200:260] = 0.5
    model.main_artists[:] = -1
    model = replace(model, cold_seed_popularity_weight=0.0)  # they are not listed alike
    seed = np.array([230])
    near = near_tracks(model, seed, 40)
    found = rank_queries(model, model.select_seeds(seed), DENSE, 20, near=near)
    assert found.tracks.tolist() == list(range(200, 220))


@pytest.mark.parametrize("value", [-0.5, "many"])
def test_a_recall_that_is_no_number_from_0_on_is_an_error(large, vectors, value):
    with pytest.raises(UnknownParameter, match="target_recall must be a float of at least 0"):
        lists_from(large, vectors, {"target_recall": value})


def test_the_recall_survives_the_table_of_parameters():
    table = pa.table({"parameter": ["target_recall", "n_neighbors"], "value": [0.9, 12.0]})
    chosen = Parameters.from_values(table)
    assert (chosen.target_recall, chosen.n_neighbors) == (0.9, 12)
