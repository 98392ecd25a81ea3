"""Which playlists hold a track, and in which sittings it was heard: what reasons count."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from scipy import sparse

from recommender.search.topk import IntArray
from recommender.serving.recommend import Index

Counts = npt.NDArray[np.int32]
ROWS_AT_ONCE = 20_000
# one number per playlist, and one row per track with the numbers of all that hold it
HOLDERS = """
with memberships as ({memberships}),
numbered as (
    select playlist_id, row_number() over (order by playlist_id)::int as number
    from (select distinct playlist_id from memberships) as playlists
)
select memberships.track_id, array_send(array_agg(distinct numbered.number)) as numbers
from memberships inner join numbered on memberships.playlist_id = numbered.playlist_id
group by memberships.track_id
"""
PLAYLISTS = "select track_id, playlist_id from marts.playlist_tracks where track_id is not null"
SITTINGS = "select track_id, playlist_id from marts.training_memberships where kind = 'session'"


@dataclass(frozen=True)
class Holdings:
    """0/1 matrices of the tracks of an index, in its order, by playlist and by sitting."""

    playlists: sparse.csr_matrix
    sittings: sparse.csr_matrix

    def playlists_with_both(self, found: IntArray, seeds: IntArray) -> Counts:
        """Return how many playlists hold both of each pair, shape (n_found, n_seeds)."""
        return _with_both(self.playlists, found, seeds)

    def sittings_with_both(self, found: IntArray, seeds: IntArray) -> Counts:
        """Return in how many sittings both of each pair were heard, shape (n_found, n_seeds)."""
        return _with_both(self.sittings, found, seeds)


def load_holdings(connection: psycopg.Connection[Any], index: Index) -> Holdings:
    """Read who holds the tracks of an index, as one transaction sees it."""
    return Holdings(_held(connection, PLAYLISTS, index), _held(connection, SITTINGS, index))


def _held(connection: psycopg.Connection[Any], memberships: str, index: Index) -> sparse.csr_matrix:
    tracks: list[int] = []
    numbers: list[npt.NDArray[np.int32]] = []
    with connection.cursor("segue_holdings", binary=True) as cursor:
        cursor.execute(HOLDERS.format(memberships=memberships))
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            for track_id, sent in chunk:
                row = index.rows.get(track_id)
                if row is not None:
                    tracks.append(row)
                    numbers.append(_numbers_of(sent))
    sizes = [len(each) for each in numbers]
    columns = np.concatenate(numbers) if numbers else np.zeros(0, np.int32)
    pairs = (np.repeat(np.array(tracks, dtype=np.int32), sizes), columns)
    shape = (len(index.track_ids), int(columns.max(initial=-1)) + 1)
    return sparse.csr_matrix((np.ones(len(columns), np.int32), pairs), shape=shape)


def _numbers_of(sent: bytes) -> npt.NDArray[np.int32]:
    """Return the numbers, from 0, of `array_send(int[])`: five words, then size and value each."""
    return np.frombuffer(sent, dtype=">i4")[6::2].astype(np.int32) - 1


def _with_both(matrix: sparse.csr_matrix, found: IntArray, seeds: IntArray) -> Counts:
    counts: Counts = (matrix[found] @ matrix[seeds].T).toarray()
    return counts
