"""`segue status`: its text and its JSON."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import typer
from rich.console import Console

from dbt_project.status import Build, Load, Problem, Status
from segue.cli import status as command

NOW = datetime.now(UTC)
LOAD = Load("tracks", NOW - timedelta(days=40), "done", 1200, 0, 0, 0)
THEN = NOW - timedelta(days=50)
BUILD = Build("build", None, THEN, THEN, 12.34, 62, 400, 1)
PROBLEM = Problem(
    "unique_things",
    "test",
    "fail",
    "Got 1 result\nmore",
    1,
    "select 7, 2",
    [{"thing_id": 7, "n": 2}],
)


def shown(status: Status) -> str:
    console = Console(file=io.StringIO(), width=200)
    command.show(status, console)
    return console.file.getvalue()


def test_an_empty_warehouse_says_what_to_run():
    text = shown(Status())
    assert "run `segue ingest demo`" in text
    assert "run `segue build`" in text


def test_loads_builds_and_stale_marts_are_shown():
    text = shown(Status([LOAD], None, BUILD))
    assert "40 days ago (old)" in text
    assert "50 days ago, 12.3 s, 62 models, 400 tests" in text
    assert "the marts are older than tracks; run `segue build`" in text
    assert "no model and no test fails" in text


def test_a_failing_test_is_shown_with_its_rows_and_their_table():
    text = shown(Status([LOAD], None, BUILD, [PROBLEM]))
    assert "fail: unique_things, 1 rows" in text
    assert "Got 1 result\n" in text
    assert "all of them: dbt show --select unique_things" in text
    assert "thing_id 7, n 2" in text


def test_marts_beside_a_failed_model_are_not_called_fresh():
    problem = Problem("fact_tracks", "model", "error", "no", None, None)
    text = shown(Status([], None, BUILD, [problem]))
    assert "the marts are not fresh: fact_tracks failed to build" in text
    assert "the marts are fresh" in shown(Status([], None, BUILD, [PROBLEM]))


@pytest.mark.parametrize(("status", "code"), [("fail", 1), ("error", 1), ("warn", 0)])
def test_a_failure_sets_the_exit_code_and_a_warning_does_not(monkeypatch, capsys, status, code):
    problem = Problem("a_test", "test", status, None, None, None)
    monkeypatch.setattr(
        "dbt_project.status.warehouse_status", lambda _: Status([], None, None, [problem])
    )
    monkeypatch.setattr(command, "database_url", lambda: "postgresql://nowhere")
    if code:
        with pytest.raises(typer.Exit) as stopped:
            command.status(as_json=True)
        assert stopped.value.exit_code == code
    else:
        command.status(as_json=True)
    read = json.loads(capsys.readouterr().out)
    assert read["is_well"] is (code == 0)
    assert read["problems"][0]["status"] == status


def test_times_in_json_can_be_parsed(monkeypatch, capsys):
    status = Status([LOAD], NOW, BUILD)
    monkeypatch.setattr("dbt_project.status.warehouse_status", lambda _: status)
    monkeypatch.setattr(command, "database_url", lambda: "postgresql://nowhere")
    command.status(as_json=True)
    read = json.loads(capsys.readouterr().out)
    assert datetime.fromisoformat(read["loads"][0]["finished_at"]) == LOAD.finished_at
    assert read["newer_than_the_marts"] == ["tracks", "verdicts"]
