"""Splits of the data: training tables, and test queries about what was held out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from recommender.data.dataset import Dataset, NumberArray, read_member_positions
from recommender.data.incidence import incidence_matrix, positions, sorted_keys
from recommender.evaluation.recommenders import TABLE_NAMES
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

Tables = Mapping[str, "pa.Table"]

N_FOLDS = 5
SEED = 20188
SEED_COUNTS = (5, 10, 25)
MIN_RELEVANT = 5
MIN_HALF_LENGTH = 10
MAX_SEEDS = 100
LATER_SHARE = 0.2
EVEN = "even"
HALF, RANDOM_HALF = "half", "random_half"


@dataclass(frozen=True)
class TestQuery:
    """Seeds of a playlist, and which of its other tracks are relevant; rows of the catalogue.

    A query of the stratum `EVEN` is about no playlist (-1), and nothing is relevant to it.
    """

    stratum: str
    playlist: int
    seeds: IntArray
    relevant: IntArray


@dataclass(frozen=True)
class Split:
    """Training tables, and test queries.

    Attributes
    ----------
    tables : without what was held out, and without the genres that only it gives
    dataset : the same as numbers
    queries : about what was held out
    """

    tables: dict[str, "pa.Table"]
    dataset: Dataset
    queries: list[TestQuery]


def split_by_playlist(tables: Tables, max_single: int, max_multi: int, seed: int = SEED) -> Split:
    """Hold a fifth of the playlists out whole: neither members nor genres of them are seen.

    Parameters
    ----------
    tables : as `recommender.build_vectors` reads them; a further table `playlist_genres`
        (playlist_id, genre) gives genres to the tracks without one in `genres`, as far as
        the playlists are in the training tables; of a further table `skips` those of sessions
        that are held out are left out
    max_single, max_multi : the most queries of one seed, drawn from playlists and evenly from
        the tracks, and of each kind of many
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    random = np.random.default_rng(seed)
    names = sorted_keys(tables["memberships"]["playlist_id"]).to_pylist()
    out = pa.array(sorted(random.permutation(names)[: len(names) // N_FOLDS]), pa.string())
    memberships = tables["memberships"]
    is_out = pc.is_in(memberships["playlist_id"].cast(pa.string()), value_set=out)
    training = _without(tables, memberships.filter(pc.invert(is_out)))
    if "skips" in tables:
        skips = tables["skips"]
        is_of_held_out = pc.is_in(skips["playlist_id"].cast(pa.string()), value_set=out)
        training["skips"] = skips.filter(pc.invert(is_of_held_out))
    dataset = read_dataset(training)
    held_out = _matrix(memberships.filter(is_out), dataset)
    place = read_member_positions(memberships.filter(is_out), dataset.keys)
    queries = [
        *_query_one_seed(held_out, max_single, random),
        *_query_many_seeds(held_out, place, max_multi, random),
    ]
    if queries:
        queries += _query_even_seeds(len(dataset.keys), max_single, random)
    return Split(training, dataset, queries)


def split_by_time(tables: Tables, most: int, seed: int = SEED) -> Split | None:
    """Keep what joined the playlists after a day, and ask with what they held before.

    The day is the one after which a fifth of the memberships with a known `added_at` came.
    None where no memberships, or too few, say when they came.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    memberships = tables["memberships"]
    if "added_at" not in memberships.column_names:
        return None
    dated = memberships.filter(pc.is_valid(memberships["added_at"]))
    instants = np.sort(dated["added_at"].cast(pa.int64()).to_numpy())
    if len(instants) == 0 or instants[0] == instants[-1]:
        return None
    day = instants[int(len(instants) * (1 - LATER_SHARE))]
    is_later = pc.greater(dated["added_at"].cast(pa.int64()), int(day))
    before = pa.concat_tables(
        [dated.filter(pc.invert(is_later)), memberships.filter(pc.is_null(memberships["added_at"]))]
    )
    training = _without(tables, before)
    dataset = read_dataset(training)
    old, new = (
        _matrix(before, dataset, memberships),
        _matrix(dated.filter(is_later), dataset, memberships),
    )
    queries = list(_query_later_tracks(old, new, most, np.random.default_rng(seed)))
    return Split(training, dataset, queries) if queries else None


def read_dataset(tables: Tables) -> Dataset:
    """Return the five tables as numbers; others, such as `skips`, are left out."""
    return Dataset.from_tables(**{name: tables[name] for name in TABLE_NAMES})


def _without(tables: Tables, memberships: "pa.Table") -> dict[str, "pa.Table"]:
    """Return the tables with these memberships, and genres that nothing else tells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    training = {name: tables[name] for name in (*TABLE_NAMES, "skips") if name in tables}
    names = ("playlist_id", "track_id", "position", "played_on")
    known = [name for name in names if name in memberships.column_names]
    training["memberships"] = memberships.select(known)
    if "playlist_genres" in tables:
        own = tables["genres"].select(["track_id", "genre"])
        from_playlists = training["memberships"].join(
            tables["playlist_genres"], "playlist_id", join_type="inner"
        )
        from_playlists = (
            from_playlists.select(["track_id", "genre"])
            .group_by(["track_id", "genre"])
            .aggregate([])
        )
        is_new = pc.invert(
            pc.is_in(from_playlists["track_id"], value_set=pc.unique(own["track_id"]))
        )
        from_playlists = from_playlists.filter(is_new).cast(own.schema)
        training["genres"] = pa.concat_tables([own, from_playlists])
    return training


def _matrix(
    memberships: "pa.Table", dataset: Dataset, named: "pa.Table | None" = None
) -> sparse.csr_matrix:
    """Return the 0/1 matrix (n_playlists, n_tracks), playlists sorted by the names of `named`."""
    names = sorted_keys((named or memberships)["playlist_id"])
    row = positions(memberships["playlist_id"], names)
    column = positions(memberships["track_id"], dataset.keys)
    return incidence_matrix(row, column, (len(names), len(dataset.keys)))


def _members(playlists: sparse.csr_matrix, row: int | np.integer) -> IntArray:
    start, stop = playlists.indptr[row : row + 2]
    members: IntArray = playlists.indices[start:stop].astype(np.intp)
    return members


def _query_one_seed(
    held_out: sparse.csr_matrix, most: int, random: np.random.Generator
) -> Iterator[TestQuery]:
    """Yield queries with one track, about equally many of each playlist."""
    rows = np.flatnonzero(np.diff(held_out.indptr) > 1)
    each = max(1, -(-most // max(len(rows), 1)))
    pairs = [
        (row, place) for row in rows for place in random.permutation(_members(held_out, row))[:each]
    ]
    for place in np.sort(random.permutation(len(pairs))[:most]):
        row, seed = pairs[place]
        relevant = np.setdiff1d(_members(held_out, row), [seed])
        yield TestQuery("all", int(row), np.array([seed], np.intp), relevant)


def _query_many_seeds(
    held_out: sparse.csr_matrix,
    member_positions: NumberArray | None,
    most: int,
    random: np.random.Generator,
) -> Iterator[TestQuery]:
    """Yield queries with some tracks of a playlist about the rest of it.

    The first half of a playlist, in its own order, is asked about the second. If a position is
    unknown, the halves are drawn at random, and the stratum is `RANDOM_HALF`.
    """
    sizes = np.diff(held_out.indptr)
    place = np.full(held_out.nnz, np.nan) if member_positions is None else member_positions
    wanted = [("seeds_1", 1), *((f"seeds_{number}", number) for number in SEED_COUNTS), (HALF, 0)]
    for stratum, number in wanted:
        fewest = number + MIN_RELEVANT if number else MIN_HALF_LENGTH
        rows = random.permutation(np.flatnonzero(sizes >= fewest))[:most]
        for row in np.sort(rows):
            entries = held_out.indptr[row] + random.permutation(sizes[row])
            name = stratum
            if stratum == HALF and np.isnan(place[entries]).any():
                name = RANDOM_HALF
            elif stratum == HALF:
                entries = entries[np.argsort(place[entries], kind="stable")]
            tracks = held_out.indices[entries].astype(np.intp)
            split = number or len(tracks) // 2
            yield TestQuery(name, int(row), np.sort(tracks[:split]), np.sort(tracks[split:]))


def _query_even_seeds(n_tracks: int, most: int, random: np.random.Generator) -> Iterator[TestQuery]:
    """Yield queries with one track each, every track of the catalogue as likely as any other."""
    for seed in np.sort(random.permutation(n_tracks)[:most]):
        yield TestQuery(EVEN, -1, np.array([seed], np.intp), np.zeros(0, np.intp))


def _query_later_tracks(
    old: sparse.csr_matrix, new: sparse.csr_matrix, most: int, random: np.random.Generator
) -> Iterator[TestQuery]:
    """Yield queries with the tracks that a playlist held about those that joined it."""
    rows = np.flatnonzero((np.diff(old.indptr) >= MIN_RELEVANT) & (np.diff(new.indptr) > 0))
    for row in np.sort(random.permutation(rows)[:most]):
        before = _members(old, row)
        relevant = np.setdiff1d(_members(new, row), before)
        if len(relevant) >= MIN_RELEVANT:
            seeds = np.sort(random.permutation(before)[:MAX_SEEDS])
            yield TestQuery("later", int(row), seeds, relevant)
