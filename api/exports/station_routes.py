"""Routes of stations, and of their feeds."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import jsonify
from werkzeug.wrappers import Response

from api.exports.feed import answer_feed
from api.exports.station_schemas import Station, StationBody, StationList
from api.exports.stations import create_station, load_station, load_stations, remove_station
from api.http.profiles import current_profile_id

bp = APIBlueprint("stations", __name__)
# for readers of feeds; `feed_url` of a station describes it
feeds_bp = APIBlueprint("feeds", __name__, enable_openapi=False)


@bp.get("/stations")
@bp.output(StationList)
def list_stations() -> Any:
    """Return the listener's stations, the newest first."""
    return jsonify(load_stations(current_profile_id()))


@bp.post("/stations")
@bp.input(StationBody)
@bp.output(Station, status_code=201)
@bp.doc(responses=[403, 404, 409, 415])
def post_station(json_data: StationBody) -> Any:
    """Keep seeds and options under a name; the list is made anew after each build.

    Feedback counts as in `POST /api/v1/recommendations`. The response has the first list.
    """
    response = jsonify(create_station(current_profile_id(), json_data))
    response.status_code = 201
    return response


@bp.get("/stations/<uuid:station_id>")
@bp.output(Station)
@bp.doc(responses=[404])
def get_station(station_id: UUID) -> Any:
    """Return a station with its list; `is_new` marks the tracks that no list before it had."""
    return jsonify(load_station(current_profile_id(), station_id))


@bp.delete("/stations/<uuid:station_id>")
@bp.doc(responses={204: "The listener has no such station any more.", 403: ""})
def delete_station(station_id: UUID) -> tuple[str, int]:
    """Delete a station with its lists and its feed, if the listener has it."""
    remove_station(current_profile_id(), station_id)
    return "", 204


@feeds_bp.get("/feeds/<feed_key>")
def get_feed(feed_key: str) -> Response:
    """Return the Atom feed of a station: its tracks, those that came last first."""
    return answer_feed(feed_key)
