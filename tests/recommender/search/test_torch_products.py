"""Products by PyTorch: the candidates and the lists of NumPy, on the CPU and on a GPU."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import DeviceUnavailable
from recommender.ranking.ivf import IVFIndex
from recommender.ranking.lists import rank_all
from recommender.scoring.parameters import Parameters
from recommender.search import topk, torch_products
from recommender.search.topk import Changes, select_products
from recommender.search.torch_products import TorchProducts

torch = pytest.importorskip("torch", reason="no package torch: the code of a GPU is not run")

HAS_GPU = torch.cuda.is_available()
DEVICES = ["cpu", "cuda"] if HAS_GPU else ["cpu"]
WEIGHTS = Parameters().weights
COLUMNS = ("seeds", "ranks", "tracks", "contributions", "scores", "similarities")


@pytest.fixture(params=DEVICES)
def products(request):
    return TorchProducts(request.param)


@pytest.fixture
def adjust(random):
    """Return changes that add to some entries of 40 x 900, and leave out others."""
    flat = random.permutation(40 * 900)[:900]
    rows, columns = np.divmod(flat, 900)
    values = random.normal(size=600).astype(np.float32)

    def change(start, stop):
        inside = (columns >= start) & (columns < stop)
        added, left_out = inside.copy(), inside.copy()
        added[600:], left_out[:600] = False, False
        return Changes(
            (rows[added].astype(np.int32), columns[added] - start, values[added[:600]]),
            (rows[left_out], columns[left_out] - start),
        )

    return change


@pytest.fixture
def random():
    return np.random.default_rng(11)


@pytest.mark.parametrize("n_at_once", [1, 130, 10_000])
@pytest.mark.parametrize("k", [1, 24])
@pytest.mark.parametrize("is_whole", [True, False])
def test_candidates_are_those_of_numpy(
    products, random, adjust, monkeypatch, k, n_at_once, is_whole
):
    catalogue = random.normal(size=(900 if is_whole else 1200, 13)).astype(np.float32)
    among = None if is_whole else np.sort(random.permutation(1200)[:900])
    queries = random.normal(size=(40, 13)).astype(np.float32)
    queries[3] = 0
    monkeypatch.setattr(torch_products, "TILE_SIZE", 40 * n_at_once)
    monkeypatch.setattr(topk, "TILE_SIZE", 40)
    found, expected = (
        set(zip(*map(np.ndarray.tolist, select(*arguments)), strict=True))
        for select in (products, select_products)
        for arguments in [(queries, catalogue, k, 0.1, adjust, among)]
    )
    assert found == expected
    assert len(found) > 40 * k


def test_few_columns_are_all_candidates_but_those_left_out(products, random):
    catalogue = random.normal(size=(5, 3)).astype(np.float32)
    nothing = np.zeros(0, np.intp)
    changes = Changes(
        (nothing, nothing, nothing.astype(np.float32)), (np.array([1]), np.array([4]))
    )
    rows, columns = products(catalogue[:2], catalogue, 8, 0.0, lambda *_: changes)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [
        (query, track) for query in range(2) for track in range(5) if (query, track) != (1, 4)
    ]
    none = products(catalogue[:2], catalogue[:0], 8, 0.0, lambda *_: changes)
    assert [part.tolist() for part in none] == [[], []]


@pytest.mark.parametrize("kind", ["exact", "near cells"])
def test_lists_are_those_of_numpy(products, model_builder, kind):
    model = model_builder(2000, n_recordings=1500)
    near = (IVFIndex(model, WEIGHTS), 300) if kind == "near cells" else ()
    expected = rank_all(model, WEIGHTS, 10, *near)
    on_device = replace(model, select_products=pickle.loads(pickle.dumps(products)))
    for found, wanted in zip(rank_all(on_device, WEIGHTS, 10, *near), expected, strict=True):
        for name in COLUMNS:
            np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))


@pytest.mark.skipif(not HAS_GPU, reason="no GPU here: its code is run on the CPU alone")
def test_a_gpu_computes_in_whole_float32():
    values = np.random.default_rng(1).normal(size=(2, 64, 256)).astype(np.float32)
    TorchProducts("cuda")
    one, other = torch.tensor(values, device="cuda")
    expected = values[0].astype(np.float64) @ values[1].T.astype(np.float64)
    np.testing.assert_allclose((one @ other.T).cpu().numpy(), expected, atol=1e-4)


@pytest.mark.skipif(HAS_GPU, reason="there is a GPU")
def test_no_gpu_is_an_error_that_says_what_to_do():
    with pytest.raises(DeviceUnavailable, match=r"expected a GPU that PyTorch .*unset SEGUE_DEV"):
        TorchProducts("cuda")
