"""How good the recommendations are, measured on playlists that they were not made from."""

from typing import Any

from apiflask import APIBlueprint

from api.quality.queries import quality_of
from api.quality.schemas import Quality, QualityQuery

bp = APIBlueprint("quality", __name__)


@bp.get("/quality")
@bp.input(QualityQuery, location="query")
@bp.output(Quality)
@bp.doc(responses=[404])
def get_quality(query_data: QualityQuery) -> Any:
    """Return what an evaluation measured, the newest without `run_id`.

    `segue evaluate` holds playlists out of the training, asks every method for recommendations
    from a part of each, and looks how many of the rest it finds. `items` has one figure per
    method, stratum and metric; `runs` is short, for a trend. Before the first evaluation `run`
    is null, and `empty_because` says what to do.
    """
    return quality_of(query_data.run_id)
