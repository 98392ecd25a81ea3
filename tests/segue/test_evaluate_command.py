"""`segue evaluate` on a built warehouse: its figures are added to the older ones."""

import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

import recommender.evaluation.evaluate
import segue.cli
from recommender.evaluation.report import METHOD_NAMES
from segue.cli import evaluate as command
from segue.cli.prepare import prepare
from segue.settings import settings

Run = Callable[..., tuple[int, str, str]]
RUNS = (
    "select run_id, data_version, code_version, model_version, count(*), count(distinct method) "
    "from {} group by 1, 2, 3, 4 order by 1"
)


@pytest.fixture
def segue_at(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Iterator[Run]:
    """Return a function that runs the command line and returns its exit code, output and errors."""

    def run(url: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("DATABASE_URL", url)
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["segue", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            segue.cli.main()
        printed = capsys.readouterr()
        password = urlsplit(url).password
        assert password and password not in printed.out + printed.err
        return int(ended.value.code or 0), printed.out, printed.err

    yield run
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def marts(demo_warehouse: str) -> Iterator[psycopg.Connection]:
    """Return a connection to the built demo; its evaluations are deleted afterwards.

    Its parameters count as set by the owner, because another fit would take a minute.
    """
    kinds = "update marts.recommendation_parameters set kind = %s where kind = any(%s) {}"
    with psycopg.connect(demo_warehouse, autocommit=True) as connection:
        fitted = connection.execute(
            "select array_agg(parameter) from marts.recommendation_parameters where kind = 'fitted'"
        ).fetchone()
        connection.execute(kinds.format(""), ("given", ["fitted"]))
        yield connection
        connection.execute(
            kinds.format("and parameter = any(%s)"), ("fitted", ["given"], fitted and fitted[0])
        )
        for table in ("observability.evaluations", "marts.recommendation_quality"):
            connection.execute(sql.SQL("delete from {}").format(sql.SQL(table)))


@pytest.fixture
def measured_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let the first evaluation measure and the next ones reuse its result; return that result."""
    measure, found = recommender.evaluation.evaluate.evaluate, []

    def once(*arguments: Any, **options: Any) -> Any:
        if not found:
            found.append(measure(*arguments, **options))
        return found[0]

    monkeypatch.setattr(recommender.evaluation.evaluate, "evaluate", once)
    return found


def test_figures_are_stored_with_versions_and_a_second_run_loses_none(
    segue_at, demo_warehouse, marts, measured_once
):
    code, out, err = segue_at(demo_warehouse, "evaluate", "--queries", 16)
    assert code == 0, err
    (found,) = measured_once
    (first,) = marts.execute(RUNS.format("marts.recommendation_quality")).fetchall()
    run_id, *versions, number_of_rows, number_of_methods = first
    assert versions == [found.data_version, found.code_version, found.model_version]
    assert all(versions) and "none" not in versions
    assert (number_of_rows, number_of_methods) == (len(found.values), len(METHOD_NAMES))
    assert marts.execute(RUNS.format("observability.evaluations")).fetchall() == [first]
    assert f"Evaluated: {run_id}" in out

    code, out, err = segue_at(demo_warehouse, "evaluate", "--queries", 16)
    assert code == 0, err
    runs = marts.execute(RUNS.format("marts.recommendation_quality")).fetchall()
    assert len(runs) == 2 and first in runs
    assert {run[4] for run in runs} == {number_of_rows}


def test_too_few_playlists_are_reported_and_nothing_is_stored(
    segue_at, demo_warehouse, marts, monkeypatch
):
    read = command.load_tables

    def without_playlists(connection: Any) -> Any:
        tables = read(connection)
        return {**tables, "memberships": tables["memberships"].slice(0, 0)}

    monkeypatch.setattr(command, "load_tables", without_playlists)
    code, _, err = segue_at(demo_warehouse, "evaluate")
    assert code == 1
    assert "expected playlists that can be held out, got too few" in err
    assert marts.execute(RUNS.format("observability.evaluations")).fetchall() == []


def test_an_error_says_what_to_run_if_the_warehouse_was_never_built(segue_at, server, database_url):
    name = "never_built"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = f"{server.url().rsplit('/', 1)[0]}/{name}"
    prepare(url)
    code, _, err = segue_at(url, "evaluate")
    assert code == 1
    assert "got a database that was not built; run `segue build` first" in err.replace("\n", " ")


def test_an_unreachable_database_is_reported_without_its_password(segue_at):
    code, _, err = segue_at("postgresql://segue:sesame@127.0.0.1:1/segue", "evaluate")
    assert code == 1
    assert "expected the database to answer, got:" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--queries", 0], "should be greater than or equal to 1"),
        (["--queries", "many"], "unable to parse string as an integer"),
        (["--quickly"], "No such option"),
    ],
)
def test_an_invalid_option_is_an_error_before_anything_is_read(segue_at, options, message):
    url = "postgresql://segue:sesame@127.0.0.1:1/segue"
    code, _, err = segue_at(url, "evaluate", *options)
    assert code == 2
    assert message in " ".join(err.replace("│", " ").split())
