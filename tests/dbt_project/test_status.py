"""Every command stores its results, from which the status is read."""

import pytest
from rich.console import Console

import ingestion
from benchmarks.build import FIGURES
from dbt_project.status import Status, warehouse_status
from segue.build_code import hash_build_code
from segue.cli.status import show

MODELS = ["stg_observability__invocations", "stg_observability__node_results"]
MODELS += ["fact_builds", "failing_nodes", "provider_precedence"]
HERE = ["--select", *MODELS, "--exclude-resource-type", "unit_test"]


def build(project):
    """Build a few models, and note it as if the whole project had been built."""
    assert project.dbt("build", *HERE).success
    project.query("update observability.versions set built_version = version where code = ''")


@pytest.fixture(scope="module")
def unbuilt(history):
    return warehouse_status(history.url)


@pytest.fixture(scope="module")
def built(unbuilt, history):
    build(history)
    return history


def test_a_warehouse_that_was_never_built_has_nothing_to_show(unbuilt):
    assert unbuilt == Status()
    assert not unbuilt.is_fresh


def test_a_build_is_stored_with_its_models_tests_and_time(built):
    status = warehouse_status(built.url)
    build = status.last_build
    assert (build.command, build.number_of_models, build.number_of_problems) == ("build", 5, 0)
    assert build.selection == " ".join(MODELS)
    assert build.number_of_tests > 10
    assert build.seconds > 0
    assert status.problems == []
    assert status.is_fresh
    kept = "select count(*) from observability.node_results where seconds is null or status is null"
    assert built.query(kept) == [(0,)]


def test_a_build_is_stored_with_its_code(built):
    """That of a build with variables is not: test_warehouse_build has one."""
    assert warehouse_status(built.url).last_build.code == hash_build_code()


def test_the_benchmark_of_builds_reads_the_last_one(built):
    [(seconds, sql, python, tests, *_)] = built.query(FIGURES)
    assert seconds == warehouse_status(built.url).last_build.seconds
    assert sql > 0
    assert python == 0
    assert tests > 0


def test_a_failing_test_is_shown_with_its_rows_until_it_passes(built):
    built.query("update staging.provider_precedence set catalog_precedence = 10 "
                "where provider in ('demo', 'mpd')")  # fmt: skip
    name = "unique_provider_precedence_catalog_precedence"
    assert not built.dbt("test", "--select", name).success
    (problem,) = warehouse_status(built.url).problems
    assert (problem.name, problem.status, problem.number_of_failures) == (name, "fail", 1)
    assert "Got 1 result" in problem.message
    assert built.query(problem.failing_rows_query) == [(10, 3)]
    assert problem.rows == [{"unique_field": 10, "n_records": 3}]
    assert not warehouse_status(built.url).is_well
    assert built.dbt("seed").success
    assert built.dbt("test", "--select", name).success
    assert warehouse_status(built.url).problems == []


def test_no_test_leaves_a_table(built):
    own = "'invocations', 'node_results', 'evaluations', 'versions', 'unfinished_builds', " \
        "'blind_pairs', 'blind_verdicts', 'model_figures', " \
        "'model_decisions', 'list_inputs', 'passed_tests'"  # fmt: skip
    kept = "select count(*) from pg_tables where schemaname = 'observability' " \
        f"and tablename not in ({own})"  # fmt: skip
    assert built.query(kept) == [(0,)]


def test_marts_older_than_a_load_are_not_fresh(built, tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text("playlist_id,track_id\np,4QVFtAswXqPoAWRLo5yu8a\n")
    assert ingestion.run("playlists", [file], built.url).exit_code == 0
    status = warehouse_status(built.url)
    assert (status.loads[0].source, status.loads[0].failed) == ("playlists", 0)
    assert status.loads[0].new >= 1
    assert status.newer_than_the_marts == ["playlists"]
    assert "raw.playlist_items" in status.changed_sources
    assert not status.is_fresh
    assert built.dbt("build", *HERE).success
    status = warehouse_status(built.url)
    assert "raw.playlist_items" in status.changed_sources, "only a part was built"
    build(built)
    assert warehouse_status(built.url).is_fresh
    assert ingestion.run("playlists", [file], built.url).exit_code == 0
    assert warehouse_status(built.url).is_fresh, "a load that changed nothing makes nothing old"


def test_a_verdict_newer_than_the_build_makes_the_marts_stale(built):
    listener = "22222222-2222-2222-2222-222222222222"
    built.query(f"insert into app.profiles (profile_id) values ('{listener}')")
    built.query(f"insert into app.feedback (profile_id, track_id, verdict) "
                f"values ('{listener}', 'a', 'like')")  # fmt: skip
    assert warehouse_status(built.url).newer_than_the_marts == ["verdicts"]


def test_a_deletion_of_raw_rows_makes_the_marts_stale(built):
    build(built)
    assert warehouse_status(built.url).is_fresh
    ingestion.forget("playlists", built.url)
    status = warehouse_status(built.url)
    assert "raw.playlist_items" in status.changed_sources
    assert not status.is_fresh


def test_marts_beside_a_failed_model_are_not_fresh(built):
    build(built)
    built.query("create table kept as select * from observability.node_results")
    built.query("update observability.node_results set status = 'error', message = 'no' "
                "where name = 'fact_builds'")  # fmt: skip
    status = warehouse_status(built.url)
    assert status.unbuilt_models == ["fact_builds"]
    assert not status.is_fresh
    assert not status.is_well
    built.query("update observability.node_results set status = kept.status from kept "
                "where kept.invocation_id = node_results.invocation_id "
                "and kept.unique_id = node_results.unique_id")  # fmt: skip
    assert warehouse_status(built.url).is_fresh


def test_the_results_of_an_earlier_release_are_shown_before_the_next_build(built):
    rename = "alter table observability.node_results rename column {} to {}"
    built.query(rename.format("failing_rows_query", "stored_in"))
    built.query("drop function observability.source_version")
    built.query("alter table observability.versions drop column built_version")
    built.query("drop table observability.unfinished_builds")
    assert warehouse_status(built.url).problems == []
    build(built)
    assert warehouse_status(built.url).is_fresh


def test_the_recall_of_the_lists_is_shown(built, capsys):
    assert warehouse_status(built.url).search_recall is None
    add = "insert into observability.model_figures (model, figure, model_version, value) values "
    built.query(add + "('recommendations', 'search_recall', 'v1', 0.5)")
    built.query(add + "('recommendations', 'search_recall', 'v2', 0.99875)")
    found = warehouse_status(built.url)
    built.query("delete from observability.model_figures")
    assert found.search_recall == 0.99875
    show(found, Console(highlight=False, soft_wrap=True))
    assert "recall of the lists: 0.9988" in capsys.readouterr().out


def test_parameters_that_are_given_without_effect_are_named(built, capsys):
    built.query("create schema if not exists marts")
    built.query("create table marts.recommendation_parameters (parameter text, kind text)")
    try:
        built.query("insert into marts.recommendation_parameters values ('skip_weight', 'given')")
        assert warehouse_status(built.url).idle_parameters == {}  # a table of an older build
        built.query("alter table marts.recommendation_parameters add no_effect_because text")
        built.query(
            "insert into marts.recommendation_parameters values "
            "('artist_weight', 'given', 'no track has an artist'), "
            "('taste_weight', 'default', 'no track has a playlist')"
        )
        found = warehouse_status(built.url)
    finally:
        built.query("drop table marts.recommendation_parameters")
    assert found.idle_parameters == {"artist_weight": "no track has an artist"}
    assert found.is_well and found.as_dict()["idle_parameters"] == found.idle_parameters
    show(found, Console(highlight=False, soft_wrap=True))
    expected = "recommender_parameters: artist_weight has no effect, as no track has an artist"
    assert expected in capsys.readouterr().out


def test_the_reason_of_the_last_fit_is_shown(built, capsys):
    built.query("create schema if not exists marts")
    built.query("create table marts.recommendation_parameters (parameter text, kind text)")
    try:
        built.query("insert into marts.recommendation_parameters values ('skip_weight', 'given')")
        assert warehouse_status(built.url).fit_reason is None  # a table of an older build
        built.query("alter table marts.recommendation_parameters add fit_reason text")
        built.query("update marts.recommendation_parameters set fit_reason = 'taken over: why'")
        found = warehouse_status(built.url)
    finally:
        built.query("drop table marts.recommendation_parameters")
    assert found.as_dict()["fit_reason"] == "taken over: why"
    show(found, Console(highlight=False, soft_wrap=True))
    assert "parameters of the recommendations taken over: why" in capsys.readouterr().out


def test_earlier_builds_stay_stored(built):
    kept = "select count(*) from observability.invocations"
    ((before,),) = built.query(kept)
    assert built.dbt("build", *HERE, "--full-refresh").success
    assert built.query(kept) == [(before + 1,)]


def test_the_freshness_of_sources_is_reported(built):
    assert built.dbt("source", "freshness").success
