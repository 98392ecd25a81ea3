"""The saved queries of the metrics give the same answers as plain SQL.

With MetricFlow installed, each saved query is compiled by it and its rows are compared. Without
it the metrics are held against the marts alone: each measure as the manifest has it.
"""

from decimal import Decimal
from pathlib import Path

import pytest

PLAIN_SQL = {
    path.stem: path.read_text() for path in (Path(__file__).parent / "questions").iterdir()
}
QUESTIONS = sorted(PLAIN_SQL)
# rows that the SQL leaves out; a saved query has no `having`
ONLY = {
    "how_do_genres_sound": lambda row: row[1] >= 10,
    "what_do_listeners_like": lambda row: row[1] + row[2] > 0,
}
AGGREGATES = {"count": "count({})", "sum": "sum({})", "average": "avg({})"}
PLAIN = {
    "number_of_tracks": "select count(*) from marts.fact_tracks",
    "mean_duration_ms": "select avg(duration_ms) from marts.fact_tracks",
    "mean_popularity": "select avg(track_popularity) from marts.fact_tracks",
    "number_of_tracks_with_features": "select count(*) from marts.dim_audio_features",
    "mean_loudness": "select avg(af_loudness) from marts.dim_audio_features",
    "number_of_lists": "select count(*) from marts.recommendations",
    "number_of_credits": "select count(*) from marts.artist_tracks",
    "number_of_plays": "select count(*) from marts.fact_plays",
    "total_played_ms": "select sum(played_ms) from marts.fact_plays",
    "share_skipped": "select avg(case is_skipped when true then 1 when false then 0 end) "
    "from marts.fact_plays",
    "number_of_additions": "select count(*) from marts.playlist_memberships",
    "number_of_removals": "select count(*) from marts.playlist_memberships where not is_current",
    "number_of_tracks_of_genre": "select count(*) from marts.track_genres as genres "
    "inner join marts.dim_audio_features on genres.track_id = af_track_id",
    "mean_energy": "select avg(af_energy) from marts.track_genres as genres "
    "inner join marts.dim_audio_features on genres.track_id = af_track_id",
    "mean_valence": "select avg(af_valence) from marts.track_genres as genres "
    "inner join marts.dim_audio_features on genres.track_id = af_track_id",
    "mean_tempo": "select avg(af_tempo) from marts.track_genres as genres "
    "inner join marts.dim_audio_features on genres.track_id = af_track_id",
    "number_of_likes": "select count(*) from marts.fact_feedback "
    "inner join marts.track_genres using (track_id) where verdict = 'like'",
    "number_of_dislikes": "select count(*) from marts.fact_feedback "
    "inner join marts.track_genres using (track_id) where verdict in ('dislike', 'never')",
    "number_of_identities": "select count(*) from marts.recording_identities",
    "mean_confidence": "select avg(confidence) from marts.recording_identities",
    "number_of_builds": "select count(*) from observability.invocations",
    "mean_seconds": "select avg(extract(epoch from finished_at - started_at)) "
    "from observability.invocations",
    "number_of_failed_builds": "select count(distinct invocation_id) "
    "from observability.node_results where status in ('error', 'fail')",
}


@pytest.fixture(scope="module")
def engine(warehouse):
    """Return MetricFlow over the project's semantic manifest; it compiles and reads nothing."""
    pytest.importorskip("metricflow", reason="MetricFlow is not installed")
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Postgres:
        sql_engine_type = SqlEngine.POSTGRES
        sql_plan_renderer = PostgresSQLSqlPlanRenderer()

    text = (warehouse.target / "semantic_manifest.json").read_text()
    semantic = parse_manifest_from_dbt_generated_manifest(text)
    return MetricFlowEngine(SemanticManifestLookup(semantic), Postgres())


def rounded(rows):
    return [tuple(_rounded(value) for value in row) for row in rows]


def _rounded(value):
    return round(float(value), 6) if isinstance(value, float | Decimal) else value


def test_there_is_a_saved_query_for_each_question(manifest):
    assert sorted(query["name"] for query in manifest["saved_queries"].values()) == QUESTIONS


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_metrics_answer_what_plain_sql_answers(warehouse, engine, question):
    from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

    request = MetricFlowQueryRequest.create(saved_query_name=question)
    compiled = engine.explain(request).sql_statement.sql
    answer, expected = (
        rounded(warehouse.query(compiled)),
        rounded(warehouse.query(PLAIN_SQL[question])),
    )
    rows = [row for row in answer if ONLY.get(question, lambda _: True)(row)]
    assert [without_key(row, expected) for row in rows] == expected


def without_key(row, expected):
    """Return the row without the id that the metrics are grouped by and the SQL does not show."""
    return row[len(row) - len(expected[0]) :] if expected else row


def test_every_metric_is_described_and_compared_with_plain_sql(manifest):
    metrics = {metric["name"]: metric for metric in manifest["metrics"].values()}
    assert set(metrics) == set(PLAIN)
    assert all(metric["description"] and metric["label"] for metric in metrics.values())


@pytest.mark.parametrize("name", PLAIN)
def test_a_metric_is_what_plain_sql_counts(warehouse, manifest, name):
    (model, measure), = [
        (model, measure)
        for model in manifest["semantic_models"].values()
        for measure in model["measures"]
        if measure["name"] == name
    ]  # fmt: skip
    value = AGGREGATES[measure["agg"]].format(measure["expr"])
    relation = model["node_relation"]["relation_name"]
    assert rounded(warehouse.query(f"select {value} from {relation}")) == rounded(
        warehouse.query(PLAIN[name])
    )
