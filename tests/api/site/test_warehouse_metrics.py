"""Metrics of the warehouse: values that are right, and none where nothing is known."""

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

import api
from segue.cli.prepare import prepare

BUILD = """
    insert into observability.invocations values
        (gen_random_uuid(), 'build', {selection}, to_timestamp({at} - 60), to_timestamp({at}),
        false, '1.11.0')
    returning invocation_id
"""


def samples(client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        sample.name + "".join(f"/{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if not family.name.startswith(("segue_http", "process"))
    }


def test_without_a_database_the_metrics_say_so(make_app):
    client = make_app("postgresql://127.0.0.1:1/nothing").test_client()
    assert samples(client) == {"segue_database_up": 0}


def test_before_the_first_load_there_is_the_database_alone(make_app, make_database):
    url = make_database("segue_metrics_of_nothing")
    api.migrate(url)
    found = samples(make_app(url).test_client())
    assert found.pop("segue_database_bytes") > 1_000_000
    assert found == {"segue_database_up": 1, "segue_archive_failing": 0}


@pytest.fixture
def observed_url(make_database) -> str:
    """Return the URL of a database with the tables of the builds, as dbt makes them."""
    url = make_database("segue_metrics_of_builds")
    prepare(url)
    with psycopg.connect(url) as connection:
        connection.execute("create schema observability")
        connection.execute(
            "create table observability.invocations (invocation_id uuid primary key, command text,"
            " selection text, started_at timestamptz, finished_at timestamptz,"
            " is_full_refresh boolean, dbt_version text)"
        )
        connection.execute(
            "create table observability.node_results"
            " (invocation_id uuid, unique_id text, resource_type text, status text)"
        )
    return url


def add_build(url: str, at: int, *statuses: str, selection: str = "null") -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute(BUILD.format(at=at, selection=selection)).fetchone()
        for number, status in enumerate(statuses):
            connection.execute(
                "insert into observability.node_results values (%s, %s, 'model', %s)",
                (row[0], str(number), status),
            )


def test_a_failed_build_leaves_the_time_of_the_last_good_one(make_app, observed_url):
    add_build(observed_url, 1000, "success", "pass")
    add_build(observed_url, 2000, "success", "error", "fail", "skipped", "warn")
    add_build(observed_url, 3000, "error", selection="'fact_tracks'")
    found = samples(make_app(observed_url).test_client())
    assert found["segue_build_finished_timestamp_seconds"] == 2000
    assert found["segue_build_succeeded_timestamp_seconds"] == 1000
    assert found["segue_build_problems"] == 2
    assert found["segue_build_seconds"] == 60


def test_the_last_load_of_each_source_counts(make_app, observed_url):
    rows = [("a", "tracks", 10, "failed"), ("b", "tracks", 20, "done"), ("c", "demo", 5, "failed")]
    with psycopg.connect(observed_url) as connection:
        for run, source, at, status in rows:
            connection.execute(
                "insert into raw._runs values (%s, %s, 'tracks', 0, 0, 0, 0, 0, 0, 0,"
                " to_timestamp(0), to_timestamp(%s), %s)",
                (run, source, at, status),
            )
    found = samples(make_app(observed_url).test_client())
    assert found["segue_load_finished_timestamp_seconds/tracks"] == 20
    assert (found["segue_load_failed/tracks"], found["segue_load_failed/demo"]) == (0, 1)


def test_marts_are_counted_by_name(client):
    found = samples(client)
    assert found["segue_mart_bytes/fact_tracks"] > 0
    assert "segue_mart_rows/fact_tracks" in found
