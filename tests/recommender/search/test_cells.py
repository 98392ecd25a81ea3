"""The search of near cells: nearly the exact neighbors, whatever the order of the rows."""

import numpy as np
import pytest

import recommender.search.cost
from recommender import NearestTracks
from recommender.errors import UnknownParameter
from recommender.search import cells, parallel
from recommender.search.cell_search import order_by_content
from recommender.search.cells import Cells
from recommender.search.cost import choose_n_candidates

N_TRACKS = 3000


@pytest.fixture(autouse=True)
def small_cells(monkeypatch):
    """Make the cells as small beside the catalogue as they are beside a large one."""
    monkeypatch.setattr(cells, "ROWS_PER_CELL", 16)
    monkeypatch.setattr(recommender.search.cost, "OVERHEAD", 0)
    monkeypatch.setattr("recommender.search.cell_search.FEWEST_CANDIDATES", 40)


def clustered(n_rows, n_columns=12, seed=0):
    random = np.random.default_rng(seed)
    centres = random.normal(size=(n_rows // 50, n_columns))
    rows = centres[random.integers(0, len(centres), n_rows)]
    return (rows + random.normal(0, 0.4, rows.shape)).astype(np.float32)


@pytest.mark.parametrize("metric", ["cosine", "inner_product"])
def test_nearly_all_neighbors_are_found_and_their_share_is_known(metric):
    vectors = clustered(N_TRACKS)
    exact = NearestTracks(10, metric=metric, target_recall=1).fit(vectors)
    near = NearestTracks(10, metric=metric, target_recall=0.95).fit(vectors)
    wanted, (similarities, found) = exact.kneighbors()[1], near.kneighbors()
    recall = np.mean([np.isin(*pair).mean() for pair in zip(wanted, found, strict=True)])
    assert exact.recall_ == 1 and exact.n_candidates_ == N_TRACKS
    assert 0.95 <= near.recall_ <= 1 and near.n_candidates_ < N_TRACKS / 2
    assert recall == pytest.approx(near.recall_, abs=0.02)
    assert (np.diff(similarities, axis=1) <= 0).all()
    assert not (found == np.arange(N_TRACKS)[:, None]).any()


def test_a_similarity_is_the_same_however_its_track_was_found():
    vectors = clustered(N_TRACKS)
    (exact, wanted), (near, found) = (
        NearestTracks(10, target_recall=recall).fit(vectors).kneighbors() for recall in (1, 0.9)
    )
    same = wanted[:, 0] == found[:, 0]
    assert same.mean() > 0.9
    np.testing.assert_array_equal(exact[same, 0], near[same, 0])


def test_rows_in_any_order_have_the_same_neighbors():
    vectors = clustered(N_TRACKS)
    turned = np.random.default_rng(3).permutation(N_TRACKS)
    similarities, indices = NearestTracks(10, target_recall=0.9).fit(vectors).kneighbors()
    again, found = NearestTracks(10, target_recall=0.9).fit(vectors[turned]).kneighbors()
    np.testing.assert_array_equal(turned[found], indices[turned])
    np.testing.assert_array_equal(again, similarities[turned])


def test_one_core_gives_the_answer_of_many(monkeypatch):
    vectors = clustered(N_TRACKS)
    answers = []
    for n_cores in (1, 7):
        monkeypatch.setattr(parallel, "count_cores", lambda n=n_cores: n)
        answers.append(NearestTracks(10, target_recall=0.9).fit(vectors).kneighbors())
    for one, other in zip(*answers, strict=True):
        np.testing.assert_array_equal(one, other)


def test_tracks_that_are_equal_or_zero_fill_the_lists_all_the_same():
    vectors = clustered(N_TRACKS)
    vectors[100:900] = vectors[100]
    vectors[1000:1400] = 0
    nearest = NearestTracks(10, target_recall=0.9).fit(vectors)
    similarities, indices = nearest.kneighbors()
    assert nearest.n_candidates_ < N_TRACKS
    np.testing.assert_array_equal(indices[500], np.arange(100, 110))
    np.testing.assert_allclose(similarities[1200], 0, atol=0)
    assert all(len(set(row)) == 10 for row in indices.tolist())


def test_data_without_structure_are_searched_exactly():
    vectors = np.random.default_rng(2).normal(size=(800, 64)).astype(np.float32)
    nearest = NearestTracks(10, target_recall=0.999).fit(vectors)
    nearest.kneighbors()
    assert nearest.n_candidates_ == 800


@pytest.mark.parametrize("wrong", [0, -1, 1.5])
def test_a_recall_that_is_no_share_is_refused(wrong):
    with pytest.raises(UnknownParameter, match="target_recall"):
        NearestTracks(target_recall=wrong).fit(clustered(100))


def test_every_row_is_in_one_block_of_one_cell():
    found = Cells(clustered(N_TRACKS))
    assert all(len(set(found.assignments[block])) == 1 for block in found.blocks)
    assert sorted(np.concatenate(found.blocks)) == list(range(N_TRACKS))
    assert max(map(len, found.blocks)) <= cells.MAX_BLOCK_SIZE
    assert len(found.centres) > 100
    for row, block in zip([5, 2999], found.find_blocks(np.array([5, 2999])), strict=True):
        assert row in block


def test_near_rows_are_of_whole_cells_and_hold_the_row_itself():
    found = Cells(clustered(N_TRACKS))
    for block, near in zip(
        found.blocks[:20], found.select_near(found.blocks[:20], 200), strict=True
    ):
        assert 200 <= len(near) < 400
        assert (np.diff(near) > 0).all()
        assert np.isin(block, near).mean() > 0.9


def test_a_bonus_draws_a_cell_near():
    rows = clustered(N_TRACKS)
    plain = Cells(rows)
    far = np.setdiff1d(np.arange(N_TRACKS), plain.select_near(plain.blocks[:1], 1500)[0])
    bonus = np.zeros(N_TRACKS)
    bonus[far] = 1e4
    (near,) = Cells(rows, bonus).select_near(plain.blocks[:1], 200)
    assert np.isin(near, far).mean() > 0.5


def test_few_rows_are_one_cell():
    found = Cells(clustered(60)[:5])
    assert len(found.blocks) == 1
    assert found.select_near(found.blocks, 1)[0].tolist() == [0, 1, 2, 3, 4]


def test_the_order_by_content_takes_no_part_of_the_row_order():
    rows = clustered(200)
    rows[7] = -0.0
    turned = np.random.default_rng(1).permutation(200)
    np.testing.assert_array_equal(
        rows[order_by_content(rows)], rows[turned][order_by_content(rows[turned])]
    )


def test_the_fewest_candidates_that_reach_the_recall_are_chosen():
    recalls = {100: 0.5, 200: 0.8, 400: 0.95, 800: 0.99}

    def measure(n):
        return recalls[n], n

    assert choose_n_candidates(100, 10_000, 0.9, measure) == (400, 0.95)
    assert choose_n_candidates(100, 10_000, 0.5, measure) == (100, 0.5)
    assert choose_n_candidates(100, 500, 0.99, measure) is None
    assert choose_n_candidates(100, 10_000, 0.9, lambda _: (1.0, 20_000)) is None


def test_cells_of_near_regions_are_nearly_those_of_all_and_far_fewer_are_compared(monkeypatch):
    rows = clustered(6000)
    found = Cells(rows)
    own = np.arange(0, len(found.centres), 7)
    selected = found._select_cells(own, 20)
    monkeypatch.setattr(cells, "CENTRES_PER_RANKED", len(found.centres))
    of_all = found._select_cells(own, 20)
    share = np.mean([np.isin(*pair).mean() for pair in zip(of_all, selected, strict=True)])
    assert share > 0.7  # regions of 20 cells; those of large catalogues have hundreds
    for cell, near in zip(own, selected, strict=True):
        assert cell in near
        assert len(near) == 20
        assert (np.diff(near) > 0).all()
    nearness = found.centres[own] @ found.centres.T + found._offsets
    for near, row in zip(of_all, nearness, strict=True):
        np.testing.assert_array_equal(near, np.sort(np.argsort(-row)[:20]))


def test_equal_rows_that_leave_a_region_without_any_are_divided():
    rows = np.repeat(clustered(400), 40, axis=0)[: N_TRACKS * 2]
    rows[: len(rows) // 2] = rows[0]
    found = Cells(rows)
    assert found.counts.sum() == len(rows)
    assert np.isfinite(found.centres).all()
    assert (np.diff(found._region_bounds) > 0).all()
    near = found.select_near(found.blocks[:2], 100)
    assert all(len(tracks) >= 100 for tracks in near)
