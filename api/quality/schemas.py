"""The shapes of how good the recommendations are: figures, evaluations, and their headlines."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.http.schemas import Query


class QualityQuery(Query):
    """Which evaluation."""

    run_id: Annotated[
        str | None, Field(max_length=255, description="One of `runs`; without it, the newest.")
    ] = None


class Measured(BaseModel):
    """What was measured on which questions, and what came out."""

    stratum: Annotated[
        str, Field(description="Which questions: `all`, `hot`, `cold`, `seeds_5`, `half`, …")
    ]
    metric: Annotated[str, Field(description="`precision_at_10`, `ndcg`, `coverage`, …")]
    value: Annotated[float, Field(description="The mean over the questions.")]
    lower: Annotated[
        float | None, Field(description="The lower end of the 95 % interval; null without one.")
    ]
    upper: Annotated[
        float | None, Field(description="The upper end of the 95 % interval; null without one.")
    ]
    number_of_queries: Annotated[int, Field(description="How many questions, or lists.")]


class QualityFigure(Measured):
    """One figure of one way to recommend, and how far it is from `segue` on the same questions."""

    method: Annotated[
        str, Field(description="`segue`, or a way to compare it with: `popularity`, `als`, …")
    ]
    difference: Annotated[
        float | None, Field(description="This value less that of `segue`; null for `segue`.")
    ]
    difference_lower: Annotated[
        float | None, Field(description="The lower end of its 95 % interval (paired bootstrap).")
    ]
    difference_upper: Annotated[
        float | None, Field(description="The upper end of its 95 % interval (paired bootstrap).")
    ]
    is_better: Annotated[
        Literal["yes", "no", "undecided"] | None,
        Field(description="Whether this method is surely better than `segue`, surely worse, or"
              " neither."),
    ]  # fmt: skip


class QualityRun(BaseModel):
    """One evaluation: when, of which model, on which data."""

    run_id: str
    evaluated_at: datetime
    data_version: Annotated[str, Field(description="A hash of what was measured on.")]
    code_version: Annotated[str, Field(description="A hash of the recommender's source.")]
    model_version: str


class QualityTrend(QualityRun):
    """One evaluation, and the figures of `segue` that a trend is drawn of."""

    headlines: list[Measured]


class Quality(BaseModel):
    """How good the recommendations are, as one evaluation found, and as those before did."""

    run: Annotated[QualityRun | None, Field(description="Null while none is stored.")]
    items: Annotated[list[QualityFigure], Field(description="Every figure of `run`.")]
    runs: Annotated[list[QualityTrend], Field(description="The newest first, 30 at most.")]
    empty_because: Annotated[
        str | None, Field(description="Why there is no run, and what would give one.")
    ]
