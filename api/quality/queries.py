"""Evaluation results of the recommendations, from `marts.recommendation_quality`."""

from collections import defaultdict
from typing import Any, NoReturn

from sqlalchemy import Row, func, select, tuple_

from api.db.database import fetch_rows, fetch_value
from api.db.marts import RecommendationQuality
from api.http.problems import raise_problem
from api.quality.schemas import MetricEstimate, MetricValue, Quality, QualityRun, QualityTrend

MODEL = "segue"
MAX_RUNS = 30
HEADLINES = (
    ("all", "precision_at_10"),
    ("cold", "precision_at_10"),
    ("half", "r_precision"),
    ("half", "ndcg"),
    ("lists", "relative_coverage"),
)
RUN_COLUMNS, ESTIMATE_COLUMNS, VALUE_COLUMNS = (
    tuple(getattr(RecommendationQuality, name) for name in schema.model_fields)
    for schema in (QualityRun, MetricEstimate, MetricValue)
)
NO_MART = "This warehouse has no mart of evaluations yet: run `segue build`, then `segue evaluate`."
NO_RUN = "The recommendations have not been evaluated yet: run `segue evaluate`."

AnyRow = Row[*tuple[Any, ...]]


def load_quality(run_id: str | None) -> Quality:
    """Return the metrics of an evaluation, by default the newest, and a trend over all.

    An unknown id ends the request with 404.
    """
    if fetch_value(select(func.to_regclass("marts.recommendation_quality"))) is None:
        return _empty(run_id, NO_MART)
    runs = _load_runs()
    if not runs:
        return _empty(run_id, NO_RUN)
    selected = runs[0].run_id if run_id is None else run_id
    values = _load_values(selected)
    if not values:
        _raise_unknown(selected)
    return Quality(
        run=_run(values[0]),
        items=[MetricValue.model_validate(row, from_attributes=True) for row in values],
        runs=_add_headlines(runs),
        empty_reason=None,
    )


def _empty(run_id: str | None, reason: str) -> Quality:
    if run_id is not None:
        _raise_unknown(run_id)
    return Quality(run=None, items=[], runs=[], empty_reason=reason)


def _raise_unknown(run_id: str) -> NoReturn:
    raise_problem(
        404,
        f"expected the run_id of a stored evaluation, got {run_id!r}; "
        "GET /api/v1/quality lists them under `runs`",
    )


def _load_runs() -> list[QualityRun]:
    newest = (
        select(*RUN_COLUMNS)
        .distinct()
        .order_by(RecommendationQuality.evaluated_at.desc(), RecommendationQuality.run_id)
        .limit(MAX_RUNS)
    )
    return [_run(row) for row in fetch_rows(newest)]


def _run(row: AnyRow) -> QualityRun:
    return QualityRun.model_validate(row, from_attributes=True)


def _load_values(run_id: str) -> list[AnyRow]:
    values = select(*RUN_COLUMNS, *VALUE_COLUMNS).where(
        RecommendationQuality.run_id == run_id.replace("\0", "")
    )
    order = (
        RecommendationQuality.stratum,
        RecommendationQuality.metric,
        RecommendationQuality.method,
    )
    return list(fetch_rows(values.order_by(*order)))


def _add_headlines(runs: list[QualityRun]) -> list[QualityTrend]:
    headline = tuple_(RecommendationQuality.stratum, RecommendationQuality.metric)
    estimates = select(RecommendationQuality.run_id, *ESTIMATE_COLUMNS).where(
        RecommendationQuality.method == MODEL,
        RecommendationQuality.run_id.in_([run.run_id for run in runs]),
        headline.in_(HEADLINES),
    )
    found: dict[str, list[MetricEstimate]] = defaultdict(list)
    for row in fetch_rows(estimates):
        found[row.run_id].append(MetricEstimate.model_validate(row, from_attributes=True))
    for headlines in found.values():
        headlines.sort(key=lambda one: HEADLINES.index((one.stratum, one.metric)))
    return [QualityTrend(**dict(run), headlines=found[run.run_id]) for run in runs]
