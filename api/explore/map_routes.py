"""Routes of the map of all songs."""

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify

from api.explore.map_schemas import MapAttribute, MapPath, MapPoints, PathQuery
from api.explore.paths import load_path
from api.explore.track_map import answer_map, answer_map_attribute
from api.http.profiles import known_profile_id
from api.recommendations.routes import send_answer

bp = APIBlueprint("map", __name__)
NOT_MODIFIED = "The answer is the one whose ETag was sent as `If-None-Match`."


@bp.get("/map")
@bp.output(MapPoints)
@bp.doc(responses={304: NOT_MODIFIED})
def get_map() -> Any:
    """Return the place of every recording on the map, at most the 100,000 best known.

    Places are those of `marts.track_map`: songs that lists put together are near to each other.
    """
    return send_answer(answer_map())


@bp.get("/map/attributes/<name>")
@bp.output(MapAttribute)
@bp.doc(responses={304: NOT_MODIFIED, 404: ""})
def get_map_attribute(name: str) -> Any:
    """Return an attribute of all points of the map, such as `energy`, to colour them by."""
    return send_answer(answer_map_attribute(name))


@bp.get("/map/path")
@bp.input(PathQuery, location="query")
@bp.output(MapPath)
@bp.doc(responses=[404])
def get_map_path(query_data: PathQuery) -> Any:
    """Return a list from one song to another, each song like the one before.

    It has no song twice, and none that the listener disliked or blocked.
    """
    return jsonify(load_path(query_data, known_profile_id()))
