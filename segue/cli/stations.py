"""Stations after a build: their lists are made anew, so that a feed has them at once."""

from segue.cli.steps import Steps
from segue.connection import open_connection


def run_stations(steps: Steps, url: str) -> None:
    """Run the stations of all listeners on the new build; without a station this is one query."""
    with open_connection(url) as connection:
        found = connection.execute("select exists (select from app.stations)").fetchone()
    if found != (True,):
        return
    # imported here: a build without stations needs no app
    import api
    from api.exports.station_runs import run_outdated_stations

    with steps.step("stations") as step, api.create_app(url).test_request_context():
        step.rows = f"{run_outdated_stations():,}"
