"""Offline evaluation: the default model and the baselines on held-out playlists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.data.dataset import Dataset
from recommender.data.versions import code_version, data_version_of
from recommender.evaluation.baselines import Scores, baselines
from recommender.evaluation.bootstrap import PairedBootstrap
from recommender.evaluation.metrics import (
    LENGTH,
    LOWER_IS_BETTER,
    SHORT,
    Marks,
    Numbers,
    beyond_accuracy_metrics,
    ranking_metrics,
)
from recommender.evaluation.splitting import (
    READ,
    Split,
    Tables,
    TestQuery,
    split_by_playlist,
    split_by_time,
)
from recommender.pipeline.parameters import build_parameters
from recommender.pipeline.vectors import build_vectors, embed_content
from recommender.ranking.mmr import ListOptions, chosen
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray
from recommender.serving.index import index_from_tables
from recommender.serving.recommend import Index, RecommendationRequest, recommend

DEFAULT_MODEL = "segue"
MOST_ONE, MOST_MANY = 2000, 250
PER_BLOCK = 16
Ranking = Callable[[IntArray], IntArray]
Say = Callable[[str], object]


@dataclass(frozen=True)
class MetricValue:
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

    figures: list[MetricValue]
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
        `recommender.evaluation.splitting`, and in the memberships `added_at` for the split by time
    parameters : values that stand fast, as for `build_parameters`
    most_one, most_many : how many questions of one seed, and of each kind of many
    say : is told what is being done
    """
    split = split_by_playlist(tables, most_one, most_many)
    figures, version = _figures_of(split, parameters, say)
    later = split_by_time(tables, most_many)
    if later is not None:
        say("asking about what came later")
        figures += _figures_of(later, parameters, say)[0]
    data_version = data_version_of(Dataset.from_tables(**{name: tables[name] for name in READ}))
    return Evaluation(figures, data_version, code_version(), version)


def _figures_of(
    split: Split, parameters: Mapping[str, Any] | None, say: Say
) -> tuple[list[MetricValue], str]:
    if not split.questions:
        return [], "none"
    say("learning without the playlists that are asked about")
    index = trained(split.tables, parameters)
    recordings = split.dataset.recordings
    ways: dict[str, Ranking] = {DEFAULT_MODEL: served(index, split.dataset)}
    raw = baselines(split.dataset)
    ways |= {name: order_by_score(scores, recordings) for name, scores in raw.items()}
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
    return index_from_tables(given, vectors, fitted)


def served(index: Index, dataset: Dataset) -> Ranking:
    """Return the way that the API answers, for rows of the dataset."""
    of_key = {key: row for row, key in enumerate(dataset.keys.to_pylist())}
    row_of = np.array([of_key[key] for key in index.track_ids], np.intp)
    back = {row: place for place, row in enumerate(row_of.tolist())}

    def ranking(seeds: IntArray) -> IntArray:
        rows = [back[seed] for seed in seeds.tolist() if seed in back]
        if not rows:
            return np.zeros(0, np.intp)
        own = np.isin(index.recordings, index.recordings[rows])
        wish = RecommendationRequest(
            dict.fromkeys(rows, 1.0), ListOptions(LENGTH), {"are seeds": own}
        )
        return row_of[recommend(index, wish).rows]

    return ranking


def order_by_score(scores: Scores, recordings: IntArray) -> Ranking:
    """Return the way that a list is made of scores: no seed, no recording twice."""
    nobody = np.full(len(recordings), -1, np.intp)
    nothing = np.zeros((len(recordings), 0), np.float32)

    def ranking(seeds: IntArray) -> IntArray:
        values = np.asarray(scores(seeds)).astype(np.float32)
        values[np.isin(recordings, recordings[seeds])] = -np.inf
        return chosen(values, recordings, nobody, nothing, ListOptions(LENGTH))

    return ranking


def lists_of(questions: list[TestQuery], ranking: Ranking) -> IntArray:
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


def measured(split: Split, found: Mapping[str, IntArray]) -> list[MetricValue]:
    """Return the figures of each stratum and method, with intervals, paired with ours."""
    marks = {name: _right(split, lists) for name, lists in found.items()}
    number_of_right = _number_of_right(split)
    figures: list[MetricValue] = []
    for stratum, chosen_rows in _strata(split).items():
        rows = chosen_rows[number_of_right[chosen_rows] > 0]
        if len(rows) == 0:
            continue
        draws = PairedBootstrap(np.array([split.questions[row].playlist for row in rows]))
        ours = ranking_metrics(marks[DEFAULT_MODEL][rows], number_of_right[rows])
        for method, is_right in marks.items():
            own = ranking_metrics(is_right[rows], number_of_right[rows])
            figures += [
                _figure(method, stratum, metric, values, ours[metric], draws)
                for metric, values in own.items()
            ]
    return figures


def measured_together(
    split: Split, found: Mapping[str, IntArray], own: Mapping[str, Numbers]
) -> list[MetricValue]:
    """Return what the lists of ten of all questions with one seed hold together."""
    rows = _strata(split).get("all", np.zeros(0, np.intp))
    if len(rows) == 0:
        return []
    audio_vectors, _ = embed_content(split.dataset)
    artists = _first_artists(split.dataset)
    nothing = np.zeros(len(rows))
    return [
        MetricValue(method, "lists", metric, value, len(rows))
        for method, lists in found.items()
        for metric, value in beyond_accuracy_metrics(
            lists[rows, :SHORT], audio_vectors, artists, own.get(method, nothing)
        ).items()
    ]


def _figure(
    method: str, stratum: str, metric: str, values: Numbers, ours: Numbers, draws: PairedBootstrap
) -> MetricValue:
    own = draws.interval(values)
    if method == DEFAULT_MODEL:
        return MetricValue(method, stratum, metric, own.mean, len(values), own.lower, own.upper)
    beside = draws.interval(values - ours)
    is_above, is_below = beside.lower > 0, beside.upper < 0
    if metric in LOWER_IS_BETTER:
        is_above, is_below = is_below, is_above
    return MetricValue(
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
        listed = np.asarray(split.dataset.playlists.sum(axis=0)).ravel() > 0
        is_hot = np.array([listed[split.questions[row].seeds[0]] for row in strata["all"]])
        strata["hot"], strata["cold"] = strata["all"][is_hot], strata["all"][~is_hot]
    return strata


def _codes(split: Split, question: TestQuery) -> IntArray:
    """Return the recordings that are right, without those of the seeds."""
    codes = split.dataset.recordings
    return np.setdiff1d(codes[question.right], codes[question.seeds])


def _right(split: Split, lists: IntArray) -> Marks:
    codes = np.append(split.dataset.recordings, -1)  # -1 is where a list has ended
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
    codes = split.dataset.recordings
    shares = []
    for row in _strata(split).get("all", np.zeros(0, np.intp)):
        seed = split.questions[row].seeds[0]
        values = np.array(scores(split.questions[row].seeds), np.float64)
        values[seed] = -np.inf
        best = np.argsort(-values, kind="stable")[:SHORT]
        shares.append(float((codes[best] == codes[seed]).sum()) / SHORT)
    return np.array(shares)


def _first_artists(dataset: Dataset) -> IntArray:
    artists = dataset.artists
    has_one = np.diff(artists.indptr) > 0
    first = np.full(len(has_one), -1, np.intp)
    first[has_one] = artists.indices[artists.indptr[:-1][has_one]]
    return first
