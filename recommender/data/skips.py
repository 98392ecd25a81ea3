"""Early skips in listening sessions, as weak evidence against a track."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray, check_columns
from recommender.data.incidence import SESSION_PREFIX, incidence_matrix, positions, sorted_keys

if TYPE_CHECKING:
    import pyarrow as pa

# sessions added to those of each track: one skip alone is no verdict
PRIOR_SESSIONS = 5.0


def compute_skip_shares(
    memberships: "pa.Table", skips: "pa.Table | None", keys: "pa.Array"
) -> FloatArray:
    """Return `SessionSkips.compute_shares` of the tables; 0 for all tracks without skips."""
    if skips is None:
        return np.zeros(len(keys), np.float32)
    return SessionSkips.from_tables(memberships, skips, keys).compute_shares()


@dataclass(frozen=True)
class SessionSkips:
    """The tracks listened to and skipped in each listening session.

    Attributes
    ----------
    session_keys : Arrow array of the session ids, sorted
    listened, skipped : 0/1, sparse (n_sessions, n_tracks)
    """

    session_keys: "pa.Array"
    listened: sparse.csr_matrix
    skipped: sparse.csr_matrix

    @classmethod
    def from_tables(cls, memberships: "pa.Table", skips: "pa.Table", keys: "pa.Array") -> Self:
        """Read the tables; the columns of both are playlist_id and track_id.

        Parameters
        ----------
        memberships : of playlists and sessions; the ids of sessions begin with ``session:``
        skips : of sessions, with the same ids
        keys : Arrow array of the track ids, in the order of the columns
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        check_columns(skips, ("playlist_id", "track_id"), "skips")
        ids = memberships["playlist_id"].cast(pa.string())
        listened = memberships.filter(pc.starts_with(ids, SESSION_PREFIX))
        both = [table["playlist_id"].cast(pa.string()) for table in (listened, skips)]
        chunks = [chunk for column in both for chunk in column.chunks]
        sessions = sorted_keys(pa.chunked_array(chunks, pa.string()))
        shape = (len(sessions), len(keys))
        listened_matrix, skipped_matrix = (
            incidence_matrix(
                positions(table["playlist_id"], sessions), positions(table["track_id"], keys), shape
            )
            for table in (listened, skips)
        )
        return cls(sessions, listened_matrix, skipped_matrix)

    def compute_shares(self, is_used: npt.NDArray[np.bool_] | None = None) -> FloatArray:
        """Return the share of its sessions that skipped each track, in [0, 1).

        Five sessions that say nothing are added to those of each track; a track of no session
        has the share 0. With `is_used`, an array of n_sessions, only these sessions count.
        """
        used = slice(None) if is_used is None else is_used
        listened, skipped = (
            np.asarray(matrix[used].sum(axis=0), dtype=np.float64).ravel()
            for matrix in (self.listened, self.skipped)
        )
        return (skipped / (skipped + listened + PRIOR_SESSIONS)).astype(np.float32)
