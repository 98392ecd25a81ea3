"""Health, readiness and metrics, also when the database or the marts are missing."""

from pathlib import Path
from types import SimpleNamespace

import psycopg

import api
from api.db.builds import EXTENSION as BUILDS
from api.http.problems import NO_BUILD

MARTS = Path(__file__).parents[1] / "marts.sql"


def test_health_needs_no_database(make_app):
    client = make_app("postgresql://127.0.0.1:1/nothing").test_client()
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_means_that_the_marts_have_rows(client):
    assert client.get("/readyz").json == {"status": "ok"}


def test_without_a_database_nothing_is_ready_and_the_problem_says_what_to_do(make_app):
    client = make_app("postgresql://127.0.0.1:1/nothing").test_client()
    for path in ("/readyz", "/api/v1/tracks", "/api/v1/tracks/x", "/api/v1/feedback"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json["detail"] == (
            "expected the database to answer, got no connection; run `segue db start`"
        )


def test_without_marts_nothing_is_ready_and_the_problem_says_what_to_do(make_app, make_database):
    url = make_database("segue_api_without_marts")
    api.migrate(url)
    client = make_app(url).test_client()
    for path in ("/readyz", "/api/v1/tracks?q=a", "/api/v1/tracks/x/recommendations"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json["detail"].endswith("run `segue build`")
    for path in ("/api/v1/tracks?q=a", "/api/v1/tracks/x/recommendations"):
        assert client.get(path).json["type"] == NO_BUILD  # the app then shows what to do
    with psycopg.connect(url) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.fact_tracks (track_id text)")
    assert "got none" in client.get("/readyz").json["detail"]


def test_a_slow_statement_is_a_503(make_app, api_url):
    from api.db.database import engine_settings, fetch_value

    options = engine_settings(api_url)["SQLALCHEMY_ENGINE_OPTIONS"]
    options["connect_args"]["options"] = "-c statement_timeout=50"
    app = make_app(api_url, SQLALCHEMY_ENGINE_OPTIONS=options)

    @app.get("/slow")
    @app.doc(hide=True)
    def slow() -> str:
        from sqlalchemy import text

        return str(fetch_value(text("select pg_sleep(5)")))

    answer = app.test_client().get("/slow")
    assert answer.status_code == 503
    assert "got a timeout" in answer.json["detail"]


def test_metrics_count_requests_by_route_and_not_by_path(client):
    client.get("/api/v1/tracks/lonely")
    client.get("/api/v1/tracks/lonely?")
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain"
    assert (
        'segue_http_requests_total{method="GET",route="/api/v1/tracks/<track_id>",' in answer.text
    )
    assert "lonely" not in answer.text


def test_readiness_names_everything_that_is_missing(make_app, make_database):
    url = make_database("segue_api_without_anything")
    detail = make_app(url).test_client().get("/readyz").json["detail"]
    for missing in ("the tables of the app", "rows in marts.fact_tracks", "marts.recommendations"):
        assert missing in detail


def test_readiness_step_by_step_from_an_empty_database_to_one_of_another_version(
    make_app, make_database
):
    url = make_database("segue_api_step_by_step")
    app = make_app(url)
    client = app.test_client()
    tables, tracks, lists = "the tables of the app", "marts.fact_tracks", "marts.recommendations"

    def missing() -> list[str]:
        detail = client.get("/readyz").json.get("detail", "")
        return [part for part in (tables, tracks, lists, "a loaded build") if part in detail]

    assert missing() == [tables, tracks, lists]
    api.migrate(url)
    assert missing() == [tracks, lists]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MARTS.read_text())
        assert missing() == []
        connection.execute("create table lists as table marts.recommendations")
        connection.execute("truncate marts.recommendations")
        assert missing() == [lists]
        connection.execute("insert into marts.recommendations table lists")
        assert missing() == []
        problem = "it is being loaded"
        app.extensions[BUILDS].source = SimpleNamespace(why_not_loaded=lambda: problem)
        assert missing() == ["a loaded build"]
        assert problem in client.get("/readyz").json["detail"]
        app.extensions[BUILDS].source = None
        connection.execute("update app.alembic_version set version_num = 'newer'")
        assert missing() == [tables]
