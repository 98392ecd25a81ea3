"""Offline evaluation: the default model and the baselines on held-out playlists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.data.versions import code_version, hash_dataset
from recommender.embeddings.content import embed_content
from recommender.evaluation.baselines import build_baselines
from recommender.evaluation.bootstrap import PairedBootstrap
from recommender.evaluation.metrics import (
    LENGTH,
    LOWER_IS_BETTER,
    SHORT_LENGTH,
    Numbers,
    Relevance,
    beyond_accuracy_metrics,
    ranking_metrics,
)
from recommender.evaluation.recommenders import (
    IndexRecommender,
    Recommender,
    ScoreRecommender,
    recommend_batch,
)
from recommender.evaluation.splitting import (
    EVEN,
    Split,
    Tables,
    TestQuery,
    read_dataset,
    split_by_playlist,
    split_by_time,
)
from recommender.search.topk import IntArray

DEFAULT_MODEL = "segue"
MAX_SINGLE, MAX_MULTI = 2000, 250
# the lists of seeds drawn from playlists, where popular tracks are often, and evenly
LISTS_OF = {"lists": "all", "even_lists": EVEN}
JUDGED = (("all", "precision_at_10"), ("all", "ndcg"), ("half", "r_precision"), ("half", "ndcg"))
Report = Callable[[str], object]


@dataclass(frozen=True)
class MetricValue:
    """One row of `marts.recommendation_quality`, without the columns of its run."""

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
    """All metric values of a run, and the versions of what was measured."""

    values: list[MetricValue]
    data_version: str
    code_version: str
    model_version: str


def evaluate(
    tables: Tables,
    parameters: Mapping[str, Any] | None = None,
    max_single: int = MAX_SINGLE,
    max_multi: int = MAX_MULTI,
    report: Report = lambda _: None,
) -> Evaluation:
    """Fit without a fifth of the playlists, query them, and measure the recommendations.

    Fitting, ranking and serving use the functions of the build and of the API. The same
    tables give the same values.

    Parameters
    ----------
    tables : the five of `recommender.build_vectors`; also `skips`, as there, `playlist_genres`,
        see `recommender.evaluation.splitting`, and in the memberships `added_at` for the split
        by time
    parameters : values that are not fitted, as for `build_parameters`
    max_single, max_multi : the most queries of one seed, drawn from playlists and evenly from
        the tracks, and of each kind of many
    report : called with a sentence on each step
    """
    split = split_by_playlist(tables, max_single, max_multi)
    values, version = _evaluate_split(split, parameters, report)
    later = split_by_time(tables, max_multi)
    if later is not None:
        report("querying what joined the playlists later")
        values += _evaluate_split(later, parameters, report)[0]
    dataset = read_dataset(tables)
    return Evaluation(values, hash_dataset(dataset), code_version(), version)


def _evaluate_split(
    split: Split, parameters: Mapping[str, Any] | None, report: Report
) -> tuple[list[MetricValue], str]:
    if not split.queries:
        return [], "none"
    report("fitting without the held-out playlists")
    model = IndexRecommender.fit(split.tables, split.dataset, parameters)
    baselines = build_baselines(split.dataset)
    recommenders: dict[str, Recommender] = {DEFAULT_MODEL: model, **baselines}
    lists = {}
    for method, recommender in recommenders.items():
        report(f"querying {method} with {len(split.queries):,} queries")
        seeds = [query.seeds for query in split.queries]
        lists[method] = recommend_batch(recommender, seeds, LENGTH)
    values = measure_ranking(split, lists)
    duplicates = {name: _measure_duplicates(split, each) for name, each in baselines.items()}
    values += measure_beyond_accuracy(split, lists, duplicates)
    return values, model.index.model_version or "none"


def measure_ranking(split: Split, lists: Mapping[str, IntArray]) -> list[MetricValue]:
    """Return the metrics of each stratum and method, with intervals, paired with the model's."""
    recordings = [_relevant_recordings(split, query) for query in split.queries]
    relevance = {method: _mark_relevant(split, rows, recordings) for method, rows in lists.items()}
    n_relevant = np.array([len(each) for each in recordings])
    values: list[MetricValue] = []
    for stratum, members in _strata(split).items():
        rows = members[n_relevant[members] > 0]
        if len(rows) == 0:
            continue
        bootstrap = PairedBootstrap(np.array([split.queries[row].playlist for row in rows]))
        default = ranking_metrics(relevance[DEFAULT_MODEL][rows], n_relevant[rows])
        for method, is_relevant in relevance.items():
            own = ranking_metrics(is_relevant[rows], n_relevant[rows])
            values += [
                _summarise(method, stratum, metric, each, default[metric], bootstrap)
                for metric, each in own.items()
            ]
    return values


def measure_beyond_accuracy(
    split: Split, lists: Mapping[str, IntArray], duplicates: Mapping[str, Numbers]
) -> list[MetricValue]:
    """Return the metrics of the lists of ten, those of each kind of one seed taken together."""
    audio, _ = embed_content(split.dataset)
    artists = split.dataset.main_artists
    strata = _strata(split)
    values: list[MetricValue] = []
    for name, stratum in LISTS_OF.items():
        rows = strata.get(stratum, np.zeros(0, np.intp))
        if len(rows) == 0:
            continue
        seeds = np.concatenate([split.queries[row].seeds for row in rows])
        none = np.zeros(len(rows))
        values += [
            MetricValue(method, name, metric, value, len(rows))
            for method, each in lists.items()
            for metric, value in beyond_accuracy_metrics(
                each[rows, :SHORT_LENGTH],
                seeds,
                audio,
                artists,
                None if stratum == EVEN else duplicates.get(method, none),
            ).items()
        ]
    return values


def compare_with_best(
    values: Iterable[MetricValue], judged: Sequence[tuple[str, str]] = JUDGED
) -> dict[tuple[str, str], MetricValue]:
    """Return the best baseline's value of each judged stratum and metric.

    Its `difference` and `is_better` are paired with the default model's. The best one is taken
    from the same queries, which favours it.
    """
    best: dict[tuple[str, str], MetricValue] = {}
    for value in values:
        key = (value.stratum, value.metric)
        if key in judged and value.method != DEFAULT_MODEL:
            best[key] = max(best.get(key, value), value, key=lambda each: each.value)
    return {key: best[key] for key in judged if key in best}


def _summarise(
    method: str,
    stratum: str,
    metric: str,
    values: Numbers,
    default: Numbers,
    bootstrap: PairedBootstrap,
) -> MetricValue:
    own = bootstrap.interval(values)
    if method == DEFAULT_MODEL:
        return MetricValue(method, stratum, metric, own.mean, len(values), own.lower, own.upper)
    difference = bootstrap.interval(values - default)
    is_above, is_below = difference.lower > 0, difference.upper < 0
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
        difference.mean,
        difference.lower,
        difference.upper,
        "yes" if is_above else "no" if is_below else "undecided",
    )


def _strata(split: Split) -> dict[str, IntArray]:
    """Return the queries of each stratum; hot and cold are parts of all."""
    names = np.array([query.stratum for query in split.queries])
    strata = {name: np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())}
    if "all" in strata:
        in_training = np.asarray(split.dataset.playlists.sum(axis=0)).ravel() > 0
        is_hot = np.array([in_training[split.queries[row].seeds[0]] for row in strata["all"]])
        strata["hot"], strata["cold"] = strata["all"][is_hot], strata["all"][~is_hot]
    return strata


def _relevant_recordings(split: Split, query: TestQuery) -> IntArray:
    """Return the recordings that are relevant, without those of the seeds."""
    codes = split.dataset.recordings
    return np.setdiff1d(codes[query.relevant], codes[query.seeds])


def _mark_relevant(split: Split, lists: IntArray, recordings: Sequence[IntArray]) -> Relevance:
    codes = np.append(split.dataset.recordings, -1)  # -1 is after the end of a list
    marks = np.zeros(int(codes.max()) + 2, np.bool_)  # the last, which -1 selects, stays false
    relevance = np.zeros(lists.shape, np.bool_)
    for place, (row, relevant) in enumerate(zip(lists, recordings, strict=True)):
        marks[relevant] = True
        relevance[place] = marks[codes[row]]
        marks[relevant] = False
    return relevance


def _measure_duplicates(split: Split, baseline: ScoreRecommender) -> Numbers:
    """Return the share of ten places that the seed itself would take under another id."""
    codes = split.dataset.recordings
    n_ids = np.bincount(codes)
    shares = []
    for row in _strata(split).get("all", np.zeros(0, np.intp)):
        seed = split.queries[row].seeds[0]
        if n_ids[codes[seed]] == 1:
            shares.append(0.0)
            continue
        values = np.array(baseline.scores(split.queries[row].seeds), np.float64)
        values[seed] = -np.inf
        best = np.argsort(-values, kind="stable")[:SHORT_LENGTH]
        shares.append(float((codes[best] == codes[seed]).sum()) / SHORT_LENGTH)
    return np.array(shares)
