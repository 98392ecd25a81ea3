"""One seed, on invented playlists: our lists beside the first trial of the design (section 7).

The trial is the product of tastes + 0.1 of audio + 0.1 same artist + 0.3 co-occurrence + a weight
times log(1 + playlists), with 96 dimensions, a shrinkage of 3, and nothing that keeps lists varied.

python -m benchmarks.reference_model [clusters] [factors]
"""

import argparse
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from benchmarks.quality_data import DATA
from recommender.data.dataset import Dataset
from recommender.data.incidence import positions
from recommender.evaluation.recommenders import TABLE_NAMES, build_index
from recommender.evaluation.splitting import Tables, TestQuery, split_by_playlist
from recommender.pipeline.vectors import embed_content
from recommender.ranking.lists import rank_all
from recommender.scoring.contributions import contribution_array
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.topk import IntArray
from recommender.tuning.holdout import fit_without

LENGTH = 10
POPULARITY_WEIGHTS = (0.03, 0.08, 0.12, 0.18)
N_QUERIES = 2000


def trial(dataset: Dataset) -> ScoringModel:
    """Return what the trial knows; its co-occurrence is the plain cosine."""
    start = Parameters(n_dimensions=96, shrinkage=3.0, co_occurrence_shrinkage=0.0,
                       co_occurrence_damping=0.5, artist_smoothing=0.0)  # fmt: skip
    audio, content = embed_content(dataset)
    nothing = np.zeros(dataset.playlists.shape[0], np.bool_)
    found: ScoringModel = fit_without(dataset, audio, content, nothing, start, 96)[1]
    return found


def lists_by(model: ScoringModel, weights: npt.NDArray[np.float32]) -> IntArray:
    """Return the ten best of every track, shape (n_tracks, 10)."""
    lists = np.full((model.n_tracks, LENGTH), -1, np.intp)
    for part in rank_all(model, weights, LENGTH):
        lists[part.seeds, part.ranks - 1] = part.tracks
    return lists


def figures(
    lists: IntArray, queries: list[TestQuery], cold_queries: list[tuple[int, IntArray]]
) -> str:
    """Return the cells of a row of the table."""
    shown = lists[[query.seeds[0] for query in queries]]
    places = np.bincount(shown[shown >= 0], minlength=len(lists))
    pairs = zip(shown, queries, strict=True)
    precision = np.mean([np.isin(row, query.relevant).mean() for row, query in pairs])
    cold = np.mean([np.isin(lists[seed], right).mean() for seed, right in cold_queries])
    return (f"{precision:.3f} | {cold:.3f} | {(places > 0).sum():,} | "
            f"{places.max() / len(shown):.3f} |")  # fmt: skip


def rows_of(tables: Tables) -> Iterator[str]:
    """Yield the table row by row, as its lists are made."""
    split = split_by_playlist(tables, N_QUERIES, 1)
    dataset = split.dataset
    queries = [query for query in split.queries if query.stratum == "all"]
    in_training = np.asarray(dataset.playlists.sum(axis=0)).ravel() > 0
    cold_queries = [
        (int(seed), np.setdiff1d(members, [seed]))
        for members in _held_out(tables, dataset)
        for seed in members[~in_training[members]]
    ]
    yield "|  | P@10 | cold_queries seeds | different | largest |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    index = build_index(split.tables)
    row_of = positions(pa.array(index.track_ids), dataset.keys)
    ours = np.full((len(dataset.keys), LENGTH), -1, np.intp)
    ours[row_of] = row_of[lists_by(index.model, index.weights)]
    yield f"| Segue | {figures(ours, queries, cold_queries)}"
    model = trial(dataset)
    for popularity in POPULARITY_WEIGHTS:
        lists = lists_by(
            model,
            contribution_array(
                audio=0.1, taste=1, artist=0.1, co_occurrence=0.3, popularity=popularity
            ),
        )
        yield f"| reference, {popularity} | {figures(lists, queries, cold_queries)}"


def _held_out(tables: Tables, learned: Dataset) -> Iterator[IntArray]:
    """Yield the tracks of each playlist that was held out, as rows of the dataset."""
    whole = Dataset.from_tables(**{name: tables[name] for name in TABLE_NAMES})
    is_out = np.flatnonzero(positions(whole.playlist_keys, learned.playlist_keys) < 0)
    for rows in np.split(whole.playlists[is_out].indices, whole.playlists[is_out].indptr[1:-1]):
        if len(rows) > 1:
            yield rows.astype(np.intp)


def main() -> None:
    """Print a table for each data set that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", default=["clusters", "factors"])
    with threadpool_limits(limits=1, user_api="blas"):
        for name in parser.parse_args().data:
            title, read = DATA[name]
            print(f"### {title}\n")
            for row in rows_of(read()):
                print(row, flush=True)
            print()


if __name__ == "__main__":
    main()
