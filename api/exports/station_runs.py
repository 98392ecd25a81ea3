"""Runs of stations: a list for each version of the model, and which of its tracks are new.

A station is run by the first request for it after a build, and by `segue build` itself.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from apiflask import HTTPError
from pydantic import ValidationError
from sqlalchemy import ARRAY, Text, bindparam, select, text, update

from api.db.app_tables import Station
from api.db.database import fetch_rows, write_rows
from api.recommendations.for_seeds import answer_request
from api.recommendations.index_cache import current_index
from api.recommendations.schemas import RecommendationRequest

# One statement, so that of two requests at the same time one stores the run and its tracks, and
# the other nothing: it waits for the row of the station, which then has this version.
STORE = text(
    """
    with run as (
        update app.stations
        set number_of_runs = number_of_runs + 1, model_version = :version, ran_at = now(),
            last_problem = null
        where
            station_id = :station_id
            and (number_of_runs = 0 or model_version is distinct from :version)
        returning station_id, number_of_runs, ran_at
    ),
    removed as (
        update app.station_tracks set rank = null
        where
            station_id in (select station_id from run)
            and rank is not null
            and track_id <> all(:track_ids)
    ),
    listed as (
        insert into app.station_tracks (station_id, track_id, rank, first_run, first_at)
        select run.station_id, tracks.track_id, tracks.rank, run.number_of_runs, run.ran_at
        from run
        cross join unnest(:track_ids) with ordinality as tracks (track_id, rank)
        on conflict (station_id, track_id) do update set rank = excluded.rank
    )
    select number_of_runs from run
    """
).bindparams(bindparam("track_ids", type_=ARRAY(Text)), bindparam("version", type_=Text))


@dataclass(frozen=True)
class StationRun:
    """The list of a station, and the version of the model that made it."""

    track_ids: list[str]
    model_version: str | None

    def store(self, station_id: UUID) -> None:
        """Store the list, unless the station has one of this version."""
        write_rows(
            STORE.bindparams(
                station_id=station_id, version=self.model_version, track_ids=self.track_ids
            )
        )


def make_list(request: RecommendationRequest, profile_id: UUID) -> StationRun:
    """Return the list for a request; one that makes none ends with its problem."""
    answer = answer_request(request, profile_id)
    index = answer.source.index
    return StationRun(
        [index.track_ids[row] for row in answer.result.rows.tolist()], index.model_version
    )


def run_if_outdated(station: Any) -> bool:
    """Run a station whose list is of another version of the model; return whether it was run."""
    version = current_index().index.model_version
    if station.number_of_runs and station.model_version == version:
        return False
    try:
        request = RecommendationRequest.model_validate_json(orjson.dumps(station.request))
        make_list(request, station.profile_id).store(station.station_id)
    except HTTPError as error:
        _store_problem(station.station_id, version, str(error.message))
    except ValidationError as error:  # stored by a version of Segue with other options
        _store_problem(station.station_id, version, f"expected valid seeds and options: {error}")
    return True


def run_outdated_stations() -> int:
    """Run the stations of all listeners that have no list of the current build."""
    version = current_index().index.model_version
    outdated = select(*Station.__table__.columns).where(
        (Station.number_of_runs == 0) | Station.model_version.is_distinct_from(version)
    )
    return sum(run_if_outdated(row) for row in fetch_rows(outdated))


def _store_problem(station_id: UUID, version: str | None, problem: str) -> None:
    """Note why there is no list of this version; the one before stays."""
    write_rows(
        update(Station)
        .where(Station.station_id == station_id)
        .values(model_version=version, last_problem=problem)
        .returning(Station.station_id)
    )
