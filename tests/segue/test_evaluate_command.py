"""`segue evaluate` on a built warehouse: its figures are added to the older ones."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

import recommender.evaluation.evaluate
import segue.cli
from recommender.evaluation import tuned_baselines
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
        for table in (
            "observability.blind_verdicts",
            "observability.blind_pairs",
            "observability.evaluations",
            "marts.recommendation_quality",
        ):
            connection.execute(sql.SQL("delete from {}").format(sql.SQL(table)))


@pytest.fixture
def measured_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let the first evaluation measure and the next ones reuse its result; return that result.

    Its baselines are not tuned: no test here asks how good they are.
    """
    for grid in ("ALS_GRID", "EASE_GRID"):
        monkeypatch.setattr(tuned_baselines, grid, getattr(tuned_baselines, grid)[:1])
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
    assert "all precision_at_10: Segue 0." in out and "the best baseline" in out

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


EVALUATED = (
    "insert into marts.recommendation_quality (run_id, evaluated_at, data_version, code_version, "
    "model_version, method, stratum, metric, value, number_of_queries) "
    "values ('a run', '2026-01-01', '', '', '', %s, 'all', 'precision_at_10', %s, 1)"
)
PAIRS = (
    "select test_id, pair, is_segue_first, baseline, seed_track_id, random_seed "
    "from observability.blind_pairs order by pair"
)
VERDICTS = "select listener, pair, choice from observability.blind_verdicts order by listener, pair"


@pytest.fixture
def blind_pairs(segue_at, demo_warehouse, marts, tmp_path):
    """Return the stored pairs of a page that was written."""
    for method, precision in (("segue", 0.4), ("item_knn", 0.3), ("popularity", 0.1)):
        marts.execute(EVALUATED, (method, precision))
    page = tmp_path / "page.html"
    code, out, err = segue_at(demo_warehouse, "evaluate", "--blind", "--pairs", 6, "--page", page)
    assert code == 0, err
    assert f"Wrote 6 pairs to {page}" in out
    return marts.execute(PAIRS).fetchall()


def choices(pairs, outcomes):
    """Return the verdicts with which Segue wins, loses or ties these pairs."""
    return [
        {
            "pair": pair,
            "choice": outcome
            if outcome == "tie"
            else "a"
            if (outcome == "win") == is_first
            else "b",
        }
        for (_, pair, is_first, *_), outcome in zip(pairs, outcomes, strict=False)
    ]


def test_the_page_has_the_lists_of_the_api_and_of_the_best_baseline(
    blind_pairs, marts, tmp_path, demo_warehouse
):
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count("<fieldset>") == len(blind_pairs) == 6
    assert {baseline for *_, baseline, _, _ in blind_pairs} == {"item_knn"}
    assert len({random_seed for *_, random_seed in blind_pairs}) == 1
    assert "item" not in page and blind_pairs[0][0] in page
    served = (
        "select recommended_track_id from marts.recommendations where track_id = %s and rank <= 10 "
        "order by rank"
    )
    for part, (_, _, is_first, _, seed, _) in zip(
        page.split("<fieldset>")[1:], blind_pairs, strict=True
    ):
        ours = re.findall(r"embed/track/(\w+)", part.split("<section>")[1 if is_first else 2])
        assert seed in part.split("<section>")[0]
        assert ours[:10] == [track for (track,) in marts.execute(served, (seed,)).fetchall()]


def test_verdicts_are_stored_once_and_the_winner_is_printed(
    segue_at, demo_warehouse, blind_pairs, marts, tmp_path
):
    def store(listener, outcomes):
        file = {
            "kind": "segue blind comparison",
            "test_id": blind_pairs[0][0],
            "listener": listener,
            "verdicts": choices(blind_pairs, outcomes),
        }
        path = tmp_path / "verdicts.json"
        path.write_text(json.dumps(file), encoding="utf-8")
        code, out, err = segue_at(demo_warehouse, "evaluate", "--verdicts", path)
        assert code == 0, err
        return out

    out = store("Anna", ["win", "win", "win", "win", "loss", "tie"])
    assert "Stored 6 new or changed of 6 verdicts." in out
    assert "Segue won 4, tied 1 and lost 1 against item-kNN" in out
    assert "80% of the decided ones are wins (95 % 38% to 96%): undecided." in out
    stored = marts.execute(VERDICTS).fetchall()
    assert len(stored) == 6

    again = store("Anna", ["win", "win", "win", "win", "loss", "tie"])
    assert "Stored 0 new or changed of 6 verdicts." in again
    assert marts.execute(VERDICTS).fetchall() == stored

    assert "Stored 1 new or changed of 1 verdicts." in store("Anna", ["loss"])
    assert "7 verdicts of 2 listener(s): Segue won 4, tied 1 and lost 2" in store("Otto", ["win"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "a shopping list"}, "got at kind"),
        ({"verdicts": []}, "got at verdicts"),
        ({"verdicts": [{"pair": 1, "choice": "c"}]}, "got at verdicts.0.choice"),
        ({"verdicts": [{"pair": 99, "choice": "a"}]}, "expected pairs from 1 to 6, got 99"),
        ({"verdicts": [{"pair": 2, "choice": "a"}] * 2}, "got several for pair 2"),
        ({"listener": "  "}, "got at listener"),
        ({"test_id": "another"}, "expected a comparison that this warehouse wrote, got 'another'"),
    ],
)
def test_a_file_that_no_page_saved_is_an_error_and_stores_nothing(
    segue_at, demo_warehouse, blind_pairs, marts, tmp_path, change, message
):
    file = {
        "kind": "segue blind comparison",
        "test_id": blind_pairs[0][0],
        "listener": "Anna",
        "verdicts": [{"pair": 1, "choice": "a"}],
    }
    path = tmp_path / "verdicts.json"
    path.write_text(json.dumps({**file, **change}), encoding="utf-8")
    code, _, err = segue_at(demo_warehouse, "evaluate", "--verdicts", path)
    assert code == 1
    assert message in err
    assert marts.execute(VERDICTS).fetchall() == []


def test_a_page_without_an_evaluation_or_verdicts_without_a_file_is_an_error(
    segue_at, demo_warehouse, marts, tmp_path
):
    code, _, err = segue_at(demo_warehouse, "evaluate", "--blind", "--page", tmp_path / "page.html")
    assert code == 1
    assert "run `segue evaluate` first" in err
    assert list(tmp_path.iterdir()) == []
    code, _, err = segue_at(demo_warehouse, "evaluate", "--verdicts", tmp_path / "none.json")
    assert code == 1
    assert "expected a readable file, got No such file" in err
    code, _, err = segue_at(demo_warehouse, "evaluate", "--blind", "--verdicts", tmp_path / "v")
    assert code == 2
    assert "expected one of --blind and --verdicts" in err
