"""The lists that a mart holds, and the decision which of them a build ranks again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.hashes import Hashes
from recommender.data.incidence import positions
from recommender.data.versions import code_version
from recommender.pipeline.held_vectors import decisions_query
from recommender.ranking.list_inputs import KeyHashes, hash_candidates, hash_seeds, scan_seeds
from recommender.ranking.lists import find_same_recording
from recommender.ranking.near_search import draw_sample, find_last_scores
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.search.cost import FEWEST_CANDIDATES, OVERHEAD, pays_off
from recommender.search.topk import IntArray
from segue.ranges import sort_distinct

if TYPE_CHECKING:
    import pyarrow as pa

INPUT_COLUMNS = ("track_id", "as_seed", "as_candidate")
MAX_SHARE = 0.5  # of the lists; more are not worth a search of their own
WHOLE = "all ranked anew: "
LAST_SCORES = """
    select track_id, count(*)::integer as number_of_tracks, min(score) as last_score
    from {lists} group by track_id
"""
PLACES = """
    select track_id, recommended_track_id
    from {lists} inner join given_keys on recommended_track_id = key
"""
SCORES = "select track_id, score from {lists} inner join given_keys on track_id = key"


@dataclass(frozen=True)
class HeldLists:
    """The lists of the last build, and what they were ranked from.

    Attributes
    ----------
    inputs : the columns `INPUT_COLUMNS`, a row for each track of the last build: its hashes
    version : the model version of the lists
    code : the hash of the code that last ranked all lists
    n_builds : the builds that have kept lists since
    read_last_scores : returns track_id, number_of_tracks and last_score of each list
    read_places : returns track_id and recommended_track_id where one of the given tracks is in a
        list
    read_scores : returns track_id and score of the lists of the given seeds
    """

    inputs: "pa.Table"
    version: str
    code: str
    n_builds: int
    read_last_scores: "Callable[[], pa.Table]"
    read_places: "Callable[[pa.Array], pa.Table]"
    read_scores: "Callable[[pa.Array], pa.Table]"

    @classmethod
    def read(cls, session: Any, lists: str, inputs: str) -> Self | None:
        """Return what two tables hold; None if they hold nothing.

        Parameters
        ----------
        session : of a Python model
        lists, inputs : the names of the tables
        """
        decisions = session.arrow(decisions_query("recommendations")).to_pylist()
        held = session.arrow(f"select {', '.join(INPUT_COLUMNS)} from {inputs}")  # noqa: S608
        if not decisions or not held.num_rows:
            return None
        (row,) = decisions
        return cls(
            held,
            row["model_version"],
            row["code"],
            row["n_builds"],
            lambda: session.arrow(LAST_SCORES.format(lists=lists)),
            lambda tracks: session.arrow(PLACES.format(lists=lists), tracks),
            lambda seeds: session.arrow(SCORES.format(lists=lists), seeds),
        )


@dataclass(frozen=True)
class ListDecision:
    """Whether a build ranks all lists anew, and why; `code` is that of the last that did."""

    is_whole: bool
    reason: str
    code: str = field(default_factory=code_version)


@dataclass(frozen=True)
class ListPlan:
    """The lists that a build ranks.

    Attributes
    ----------
    seeds : the rows of the model whose lists are ranked, ascending; None for all
    gone : the ids of tracks that the last build had, and that the model has not
    changed : the rows of the model with other hashes than at the last build
    as_seed, as_candidate : arrays of n_tracks hashes
    recall : the share of the exact lists that the lists have that stay; 1 if none stays
    """

    decision: ListDecision
    seeds: IntArray | None
    gone: "pa.Array"
    changed: IntArray
    as_seed: Hashes
    as_candidate: Hashes
    recall: float = 1.0


class Comparison:
    """The tracks of a model beside what a mart holds."""

    def __init__(
        self, held: HeldLists, model: ScoringModel, ids: "pa.Array", keys: KeyHashes
    ) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        self.held, self.model, self.ids, self.keys = held, model, ids, keys
        names = held.inputs["track_id"].combine_chunks()
        self.rows = positions(pa.chunked_array([ids]), names)
        self.gone = names.filter(pc.invert(pc.is_in(names, value_set=ids)))
        self.as_candidate = hash_candidates(model, keys)
        self.candidates = np.flatnonzero(self.differs("as_candidate", self.as_candidate))
        _, self.looked_at = find_same_recording(model, model.select_seeds(self.candidates))
        self.looked_at = sort_distinct(self.looked_at)

    def differs(self, name: str, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Return which tracks are new or have another hash than the held one."""
        held = self.held.inputs[name].to_numpy().view(np.uint64)
        is_other: npt.NDArray[np.bool_] = self.rows < 0
        if len(held):
            is_other |= held[np.maximum(self.rows, 0)] != hashes
        return is_other

    def find_seeds(self, weights: FloatArray, length: int) -> tuple[IntArray, Hashes]:
        """Return the tracks whose list may be another than the held one, and hashes as seeds."""
        last = self._read_last_scores(length)
        found = scan_seeds(self.model, self.keys, weights, self.looked_at, last)
        is_ranked = self.differs("as_seed", found.hashes) | np.isinf(last)
        is_candidate = np.zeros(self.model.n_tracks + 1, np.bool_)  # the last one: those gone
        is_candidate[self.candidates], is_candidate[-1] = True, True
        seeds, tracks = self._read_places()
        is_ranked[seeds[is_candidate[tracks]]] = True
        # another id of a changed recording may have its place already
        width = self.model.n_tracks
        is_new = ~np.isin(found.seeds * width + found.tracks, seeds * width + tracks)
        is_ranked[found.seeds[is_new | is_candidate[found.tracks]]] = True
        return np.flatnonzero(is_ranked), found.hashes

    def _read_last_scores(self, length: int) -> FloatArray:
        """Return the last score of each track's list, -inf where the list is not full."""
        table = self.held.read_last_scores()
        last = np.full(self.model.n_tracks + 1, -np.inf, np.float32)
        is_full = table["number_of_tracks"].to_numpy() == length
        scores = np.where(is_full, table["last_score"].to_numpy(), -np.inf)
        last[positions(table["track_id"], self.ids)] = scores
        return last[:-1]

    def _read_places(self) -> tuple[IntArray, IntArray]:
        """Return the pairs of seeds and tracks looked at or gone in the held lists; gone is -1."""
        import pyarrow as pa

        looked_at = self.ids.take(pa.array(self.looked_at))
        table = self.held.read_places(pa.concat_arrays([looked_at, self.gone.cast(looked_at.type)]))
        seeds = positions(table["track_id"], self.ids)
        tracks = positions(table["recommended_track_id"], self.ids)
        return seeds[seeds >= 0], tracks[seeds >= 0]


def plan_lists(
    model: ScoringModel,
    ids: "pa.Array",
    keys: KeyHashes,
    parameters: Parameters,
    held: HeldLists | None,
    builds: int,
) -> ListPlan:
    """Return which lists are ranked: those that new data may change, or all.

    Parameters
    ----------
    ids, keys : of the tracks of the model
    builds : the number of builds in a row that keep lists, at most
    """
    import pyarrow as pa

    reason = _find_reason(held, parameters, builds)
    if held is None:
        return _plan_all(model, keys, reason or "", pa.array([], pa.string()))
    found = Comparison(held, model, ids, keys)
    n_tracks, length = model.n_tracks, parameters.n_neighbors
    most = MAX_SHARE * min(n_tracks, FEWEST_CANDIDATES + OVERHEAD)
    if reason is None and len(found.looked_at) > most:
        reason = f"{len(found.candidates)} tracks are others as candidates"
    if reason is not None:
        return _plan_all(model, keys, reason, found.gone)
    seeds, as_seed = found.find_seeds(parameters.weights, length)
    if len(seeds) > MAX_SHARE * n_tracks:
        reason = f"{len(seeds)} of {n_tracks} lists may be others"
        return _plan_all(model, keys, reason, found.gone)
    recall = _measure_recall(found, parameters, seeds)
    if recall < parameters.target_recall:
        reason = f"those that may stay have a recall of {recall:.4f}"
        return _plan_all(model, keys, reason, found.gone)
    is_changed = found.differs("as_seed", as_seed) | found.differs(
        "as_candidate", found.as_candidate
    )
    decision = ListDecision(False, f"{len(seeds)} of {n_tracks} ranked again", held.code)
    return ListPlan(
        decision, seeds, found.gone, np.flatnonzero(is_changed), as_seed, found.as_candidate, recall
    )


def _find_reason(held: HeldLists | None, parameters: Parameters, builds: int) -> str | None:
    """Return what beside the data is a reason to rank all lists anew."""
    if held is None:
        return "there are none of an earlier build by this code"
    if held.code != code_version():
        return "the recommender's code is another"
    if held.version != parameters.model_version:
        return "the parameters are others"
    if held.n_builds >= builds:
        return f"{held.n_builds} builds have kept lists"
    return None


def _plan_all(model: ScoringModel, keys: KeyHashes, reason: str, gone: "pa.Array") -> ListPlan:
    return ListPlan(
        decision=ListDecision(True, f"{WHOLE}{reason}"),
        seeds=None,
        gone=gone,
        changed=np.arange(model.n_tracks),
        as_seed=hash_seeds(model, keys),
        as_candidate=hash_candidates(model, keys),
    )


def _measure_recall(found: Comparison, parameters: Parameters, ranked: IntArray) -> float:
    """Return the share of the exact lists that those have that stay, for a fixed sample."""
    import pyarrow as pa

    model = found.model
    sample = np.setdiff1d(draw_sample(model.n_tracks), ranked)
    if not pays_off(FEWEST_CANDIDATES, model.n_tracks) or not len(sample):
        return 1.0  # all have been searched exactly
    table = found.held.read_scores(found.ids.take(pa.array(sample)))
    seeds = np.searchsorted(sample, positions(table["track_id"], found.ids))
    lowest = find_last_scores(model, parameters.weights, parameters.n_neighbors, sample)
    return float(np.mean(table["score"].to_numpy() >= lowest[seeds]))
