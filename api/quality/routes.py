"""Route of the evaluation results of the recommendations."""

from typing import Any

from apiflask import APIBlueprint

from api.quality.queries import load_quality
from api.quality.schemas import Quality, QualityQuery

bp = APIBlueprint("quality", __name__)


@bp.get("/quality")
@bp.input(QualityQuery, location="query")
@bp.output(Quality)
@bp.doc(responses=[404])
def get_quality(query_data: QualityQuery) -> Any:
    """Return the results of an evaluation, by default of the newest.

    `segue evaluate` holds playlists out of the training, asks each method for recommendations
    from a part of every held-out playlist, and counts how many of its other tracks are among them.
    `items` has one value per method, stratum and metric; `runs` has the main values of each
    evaluation, for a trend. Before the first evaluation `run` is null and `empty_reason` says
    what to do.
    """
    return load_quality(query_data.run_id)
