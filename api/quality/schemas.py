"""Response schemas of evaluations: metrics, runs, and the main metrics of each run."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.http.schemas import Query


class QualityQuery(Query):
    """Which evaluation to return."""

    run_id: Annotated[
        str | None, Field(max_length=255, description="An id from `runs`; by default the newest.")
    ] = None


class MetricEstimate(BaseModel):
    """A metric over the queries of one stratum, with its confidence interval."""

    stratum: Annotated[
        str, Field(description="Group of queries: `all`, `hot`, `cold`, `seeds_5`, `half`, …")
    ]
    metric: Annotated[str, Field(description="`precision_at_10`, `ndcg`, `relative_coverage`, …")]
    value: Annotated[float, Field(description="Mean over the queries.")]
    lower: Annotated[
        float | None, Field(description="Lower end of the 95 % interval; null without one.")
    ]
    upper: Annotated[
        float | None, Field(description="Upper end of the 95 % interval; null without one.")
    ]
    number_of_queries: Annotated[int, Field(description="Number of queries, or of lists.")]


class MetricValue(MetricEstimate):
    """A metric of one method, and its difference from `segue` on the same queries."""

    method: Annotated[str, Field(description="`segue`, or a baseline: `popularity`, `als`, …")]
    difference: Annotated[
        float | None, Field(description="This value minus that of `segue`; null for `segue`.")
    ]
    difference_lower: Annotated[
        float | None, Field(description="Lower end of its 95 % interval (paired bootstrap).")
    ]
    difference_upper: Annotated[
        float | None, Field(description="Upper end of its 95 % interval (paired bootstrap).")
    ]
    is_better: Annotated[
        Literal["yes", "no", "undecided"] | None,
        Field(
            description="Whether this method is significantly better than `segue`, significantly "
            "worse, or neither."
        ),
    ]


class QualityRun(BaseModel):
    """One evaluation: its time, its model and its data."""

    run_id: str
    evaluated_at: datetime
    data_version: Annotated[str, Field(description="Hash of the evaluation data.")]
    code_version: Annotated[str, Field(description="Hash of the recommender's source code.")]
    model_version: str


class QualityTrend(QualityRun):
    """One evaluation with the main metrics of `segue`, for a trend."""

    headlines: list[MetricEstimate]


class Quality(BaseModel):
    """The results of one evaluation, and the main results of the earlier ones."""

    run: Annotated[QualityRun | None, Field(description="Null if no evaluation is stored.")]
    items: Annotated[list[MetricValue], Field(description="Every metric of `run`.")]
    runs: Annotated[list[QualityTrend], Field(description="The newest first, at most 30.")]
    empty_reason: Annotated[
        str | None, Field(description="Why there is no evaluation, and what to do; else null.")
    ]
