"""Stations: requests for a list that a listener keeps; each build of the marts runs them again."""

import secrets
from typing import Any, NoReturn
from uuid import UUID, uuid4

from flask import request
from psycopg.errors import CheckViolation
from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from api.db.app_tables import Station, StationTrack
from api.db.database import fetch_rows, fetch_value, write_rows
from api.db.profiles import store_profile
from api.exports.station_runs import make_list, run_if_outdated
from api.exports.station_schemas import MAX_STATIONS, StationBody
from api.http.problems import raise_problem
from api.tracks.queries import load_summary_values

LISTED = StationTrack.rank.is_not(None)
IS_NEW = (StationTrack.first_run == Station.number_of_runs) & (StationTrack.first_run > 1)


def create_station(profile_id: UUID, body: StationBody) -> dict[str, Any]:
    """Store a station with its first list; a request without a list ends with its problem."""
    count = select(func.count()).where(Station.profile_id == profile_id)
    if fetch_value(count) >= MAX_STATIONS:
        _raise_too_many()
    first = make_list(body.request, profile_id)
    store_profile(profile_id)
    station_id = uuid4()
    new = insert(Station).values(
        station_id=station_id,
        profile_id=profile_id,
        name=body.name,
        request=body.request.model_dump(mode="json", exclude_unset=True),
        feed_key=secrets.token_urlsafe(24),
    )
    try:
        write_rows(new.returning(Station.station_id))
    except IntegrityError as error:  # another request was faster; a trigger counts
        if isinstance(error.orig, CheckViolation):
            _raise_too_many()
        raise
    first.store(station_id)
    return load_station(profile_id, station_id)


def load_stations(profile_id: UUID) -> dict[str, Any]:
    """Return the listener's stations, the newest first, with the lists of the current build."""
    rows = fetch_rows(_stations().where(Station.profile_id == profile_id))
    if sum(run_if_outdated(row) for row in rows):
        rows = fetch_rows(_stations().where(Station.profile_id == profile_id))
    return {"items": [_summary(row) for row in rows]}


def load_station(profile_id: UUID, station_id: UUID) -> dict[str, Any]:
    """Return a station with its list; another listener's ends the request with 404."""
    wanted = _stations().where(Station.profile_id == profile_id, Station.station_id == station_id)
    rows = fetch_rows(wanted)
    if not rows:
        _raise_unknown(station_id)
    if run_if_outdated(rows[0]):
        rows = fetch_rows(wanted)
    if not rows:  # deleted meanwhile
        _raise_unknown(station_id)
    return {**_summary(rows[0]), "request": rows[0].request, "items": _items(station_id)}


def remove_station(profile_id: UUID, station_id: UUID) -> None:
    """Delete a station with its lists, if the listener has it."""
    write_rows(
        delete(Station)
        .where(Station.profile_id == profile_id, Station.station_id == station_id)
        .returning(Station.station_id)
    )


def _stations() -> Select[*tuple[Any, ...]]:
    def count(*conditions: Any) -> Any:
        return (
            select(func.count())
            .where(StationTrack.station_id == Station.station_id, LISTED, *conditions)
            .correlate(Station)
            .scalar_subquery()
        )

    return select(
        *Station.__table__.columns,
        count().label("number_of_tracks"),
        count(IS_NEW).label("number_of_new_tracks"),
    ).order_by(Station.created_at.desc(), Station.station_id)


def _summary(row: Any) -> dict[str, Any]:
    names = (
        "station_id", "name", "number_of_tracks", "number_of_new_tracks", "created_at", "ran_at",
        "model_version", "last_problem",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "feed_url": f"{request.script_root}/feeds/{row.feed_key}",
    }


def _items(station_id: UUID) -> list[dict[str, Any]]:
    listed = (
        select(StationTrack.track_id, StationTrack.rank, StationTrack.first_at, IS_NEW.label("new"))
        .join(Station, Station.station_id == StationTrack.station_id)
        .where(StationTrack.station_id == station_id, LISTED)
        .order_by(StationTrack.rank)
    )
    rows = fetch_rows(listed)
    known = load_summary_values([row.track_id for row in rows])
    return [
        {
            "rank": row.rank,
            "track": known[row.track_id],
            "is_new": row.new,
            "first_at": row.first_at,
        }
        for row in rows
        if row.track_id in known  # the catalogue may have lost it since the run
    ]


def _raise_too_many() -> NoReturn:
    raise_problem(409, f"expected at most {MAX_STATIONS} stations, got one more; delete one first")


def _raise_unknown(station_id: UUID) -> Any:
    raise_problem(
        404,
        f"expected the id of a station of yours, got {station_id}; GET /api/v1/stations has all",
    )
