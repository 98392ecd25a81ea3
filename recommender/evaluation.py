"""How good the recommendations are: the default model and its rivals on playlists kept from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.blocks import map_blocks
from recommender.bootstrap import Draws
from recommender.diversity import Shape, chosen
from recommender.evidence import Evidence, evidence_of
from recommender.fitted import build_parameters
from recommender.metrics import (
    LENGTH,
    LOWER_IS_BETTER,
    SHORT,
    Marks,
    Numbers,
    ranked_figures,
    set_figures,
)
from recommender.offline import index_of_tables
from recommender.rivals import Scores, rivals
from recommender.selection import IntArray
from recommender.serving import Index, Wish, serve
from recommender.splits import READ, Question, Split, Tables, later_held_out, playlists_held_out
from recommender.vectors import build_vectors, sound_and_descriptions
from recommender.versions import code_version, data_version_of

OURS = "segue"
MOST_ONE, MOST_MANY = 2000, 250
PER_BLOCK = 16
Ranking = Callable[[IntArray], IntArray]
Say = Callable[[str], object]


@dataclass(frozen=True)
class Figure:
    """One row of `marts.recommendation_quality`, but for which run it is of."""

    method: str
    stratum: str
    metric: str
    value: float
    number_of_queries: int
    lower: float | None = None
    upper: float | None = None
    difference: float | None = None
    difference_lower: float | None = None
    difference_upper: float | None = None
    is_better: str | None = None


@dataclass(frozen=True)
class Evaluation:
    """All figures of a run, and the versions of what was measured."""

    figures: list[Figure]
    data_version: str
    code_version: str
    model_version: str


def evaluate(
    tables: Tables,
    parameters: Mapping[str, Any] | None = None,
    most_one: int = MOST_ONE,
    most_many: int = MOST_MANY,
    say: Say = lambda _: None,
) -> Evaluation:
    """Learn without a fifth of the playlists, ask about them, and measure what comes back.

    It learns, lists and serves by the functions that the build and the API use. The same
    tables give the same figures.

    Parameters
    ----------
    tables : the five of `recommender.build_vectors`; also `playlist_genres`, see
        `recommender.splits`, and in the memberships `added_at` for the split by time
    parameters : values that stand fast, as for `build_parameters`
    most_one, most_many : how many questions of one seed, and of each kind of many
    say : is told what is being done
    """
    split = playlists_held_out(tables, most_one, most_many)
    figures, version = _figures_of(split, parameters, say)
    later = later_held_out(tables, most_many)
    if later is not None:
        say("asking about what came later")
        figures += _figures_of(later, parameters, say)[0]
    data_version = data_version_of(evidence_of(**{name: tables[name] for name in READ}))
    return Evaluation(figures, data_version, code_version(), version)


def _figures_of(
    split: Split, parameters: Mapping[str, Any] | None, say: Say
) -> tuple[list[Figure], str]:
    if not split.questions:
        return [], "none"
    say("learning without the playlists that are asked about")
    index = trained(split.tables, parameters)
    recordings = split.evidence.recordings
    ways: dict[str, Ranking] = {OURS: served(index, split.evidence)}
    raw = rivals(split.evidence)
    ways |= {name: ranked(scores, recordings) for name, scores in raw.items()}
    found = {}
    for name, ranking in ways.items():
        say(f"asking {name} {len(split.questions):,} questions")
        found[name] = lists_of(split.questions, ranking)
    figures = measured(split, found)
    own = {name: _own_recordings(split, scores) for name, scores in raw.items()}
    return figures + measured_together(split, found, own), index.model_version or "none"


def trained(tables: Tables, parameters: Mapping[str, Any] | None = None) -> Index:
    """Return what would be served if the tables were all there is."""
    given = {name: tables[name] for name in READ}
    fitted = build_parameters(**given, parameters=parameters)
    vectors = build_vectors(**given, parameters=fitted)
    return index_of_tables(given, vectors, fitted)


def served(index: Index, evidence: Evidence) -> Ranking:
    """Return the way that the API answers, for rows of the evidence."""
    of_key = {key: row for row, key in enumerate(evidence.keys.to_pylist())}
    row_of = np.array([of_key[key] for key in index.track_ids], np.intp)
    back = {row: place for place, row in enumerate(row_of.tolist())}

    def ranking(seeds: IntArray) -> IntArray:
        rows = [back[seed] for seed in seeds.tolist() if seed in back]
        if not rows:
            return np.zeros(0, np.intp)
        own = np.isin(index.recordings, index.recordings[rows])
        wish = Wish(dict.fromkeys(rows, 1.0), Shape(LENGTH), {"are seeds": own})
        return row_of[serve(index, wish).rows]

    return ranking


def ranked(scores: Scores, recordings: IntArray) -> Ranking:
    """Return the way that a list is made of scores: no seed, no recording twice."""
    nobody = np.full(len(recordings), -1, np.intp)
    nothing = np.zeros((len(recordings), 0), np.float32)

    def ranking(seeds: IntArray) -> IntArray:
        values = np.asarray(scores(seeds)).astype(np.float32)
        values[np.isin(recordings, recordings[seeds])] = -np.inf
        return chosen(values, recordings, nobody, nothing, Shape(LENGTH))

    return ranking


def lists_of(questions: list[Question], ranking: Ranking) -> IntArray:
    """Return the list of each question, shape (n_questions, 500), -1 where it ends early."""
    lists = np.full((len(questions), LENGTH), -1, np.intp)

    def fill(start: int, stop: int) -> None:
        for place in range(start, stop):
            found = ranking(questions[place].seeds)
            lists[place, : len(found)] = found

    with threadpool_limits(limits=1, user_api="blas"):
        for _ in map_blocks(fill, len(questions), PER_BLOCK):
            pass
    return lists


def measured(split: Split, found: Mapping[str, IntArray]) -> list[Figure]:
    """Return the figures of each stratum and method, with intervals, paired with ours."""
    marks = {name: _right(split, lists) for name, lists in found.items()}
    number_of_right = _number_of_right(split)
    figures: list[Figure] = []
    for stratum, chosen_rows in _strata(split).items():
        rows = chosen_rows[number_of_right[chosen_rows] > 0]
        if len(rows) == 0:
            continue
        draws = Draws(np.array([split.questions[row].playlist for row in rows]))
        ours = ranked_figures(marks[OURS][rows], number_of_right[rows])
        for method, is_right in marks.items():
            own = ranked_figures(is_right[rows], number_of_right[rows])
            figures += [
                _figure(method, stratum, metric, values, ours[metric], draws)
                for metric, values in own.items()
            ]
    return figures


def measured_together(
    split: Split, found: Mapping[str, IntArray], own: Mapping[str, Numbers]
) -> list[Figure]:
    """Return what the lists of ten of all questions with one seed hold together."""
    rows = _strata(split).get("all", np.zeros(0, np.intp))
    if len(rows) == 0:
        return []
    sounds, _ = sound_and_descriptions(split.evidence)
    artists = _first_artists(split.evidence)
    nothing = np.zeros(len(rows))
    return [
        Figure(method, "lists", metric, value, len(rows))
        for method, lists in found.items()
        for metric, value in set_figures(
            lists[rows, :SHORT], sounds, artists, own.get(method, nothing)
        ).items()
    ]


def _figure(
    method: str, stratum: str, metric: str, values: Numbers, ours: Numbers, draws: Draws
) -> Figure:
    own = draws.interval(values)
    if method == OURS:
        return Figure(method, stratum, metric, own.mean, len(values), own.lower, own.upper)
    beside = draws.interval(values - ours)
    is_above, is_below = beside.lower > 0, beside.upper < 0
    if metric in LOWER_IS_BETTER:
        is_above, is_below = is_below, is_above
    return Figure(
        method,
        stratum,
        metric,
        own.mean,
        len(values),
        own.lower,
        own.upper,
        beside.mean,
        beside.lower,
        beside.upper,
        "yes" if is_above else "no" if is_below else "undecided",
    )


def _strata(split: Split) -> dict[str, IntArray]:
    """Return the questions of each stratum; hot and cold are parts of all."""
    names = np.array([question.stratum for question in split.questions])
    strata = {name: np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())}
    if "all" in strata:
        listed = np.asarray(split.evidence.playlists.sum(axis=0)).ravel() > 0
        is_hot = np.array([listed[split.questions[row].seeds[0]] for row in strata["all"]])
        strata["hot"], strata["cold"] = strata["all"][is_hot], strata["all"][~is_hot]
    return strata


def _codes(split: Split, question: Question) -> IntArray:
    """Return the recordings that are right, without those of the seeds."""
    codes = split.evidence.recordings
    return np.setdiff1d(codes[question.right], codes[question.seeds])


def _right(split: Split, lists: IntArray) -> Marks:
    codes = np.append(split.evidence.recordings, -1)  # -1 is where a list has ended
    return np.stack(
        [
            np.isin(codes[row], _codes(split, question))
            for row, question in zip(lists, split.questions, strict=True)
        ]
    )


def _number_of_right(split: Split) -> IntArray:
    return np.array([len(_codes(split, question)) for question in split.questions])


def _own_recordings(split: Split, scores: Scores) -> Numbers:
    """Return the share of ten places that the seed itself would take under another id."""
    codes = split.evidence.recordings
    shares = []
    for row in _strata(split).get("all", np.zeros(0, np.intp)):
        seed = split.questions[row].seeds[0]
        values = np.array(scores(split.questions[row].seeds), np.float64)
        values[seed] = -np.inf
        best = np.argsort(-values, kind="stable")[:SHORT]
        shares.append(float((codes[best] == codes[seed]).sum()) / SHORT)
    return np.array(shares)


def _first_artists(evidence: Evidence) -> IntArray:
    artists = evidence.artists
    has_one = np.diff(artists.indptr) > 0
    first = np.full(len(has_one), -1, np.intp)
    first[has_one] = artists.indices[artists.indptr[:-1][has_one]]
    return first
