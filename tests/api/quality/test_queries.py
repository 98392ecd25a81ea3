"""Results of the newest evaluation, of an older one, and without any."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

PLACE = "/api/v1/quality"
TABLE = """
create table marts.recommendation_quality (
    run_id text, evaluated_at timestamptz not null, data_version text not null,
    code_version text not null, model_version text not null, method text, stratum text,
    metric text, value double precision not null, lower double precision, upper double precision,
    difference double precision, difference_lower double precision,
    difference_upper double precision, is_better text, number_of_queries integer not null,
    primary key (run_id, method, stratum, metric)
)
"""
ROW = (
    "insert into marts.recommendation_quality values "
    "(%s, %s, 'data-1', 'code-1', 'model-1', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 200)"
)
NOTHING = (None,) * 4


@pytest.fixture
def mart(execute: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Create the mart without rows, and drop it afterwards."""
    execute(TABLE)
    yield execute
    execute("drop table marts.recommendation_quality")


@pytest.fixture
def two_runs(mart: Callable[..., Any]) -> None:
    for run_id, day, precision in (("old", "2026-11-01", 0.2), ("new", "2026-11-20", 0.25)):
        mart(ROW, run_id, day, "segue", "all", "precision_at_10", precision, 0.19, 0.3, *NOTHING)
        mart(ROW, run_id, day, "segue", "lists", "relative_coverage", 0.6, None, None, *NOTHING)
        mart(ROW, run_id, day, "segue", "hot", "clicks", 1.5, 1.2, 1.9, *NOTHING)
        mart(ROW, run_id, day, "popularity", "all", "precision_at_10", 0.1, 0.08, 0.12,
             precision - 0.3, -0.2, -0.05, "no")  # fmt: skip


def test_the_newest_evaluation_is_returned_in_full(client, two_runs):
    answer = client.get(PLACE)
    assert answer.status_code == 200
    assert answer.json["empty_reason"] is None
    run = answer.json["run"]
    assert (run["run_id"], run["data_version"], run["model_version"]) == (
        "new", "data-1", "model-1",
    )  # fmt: skip
    assert datetime.fromisoformat(run["evaluated_at"]).utcoffset() is not None
    figures = {
        (item["method"], item["stratum"], item["metric"]): item for item in answer.json["items"]
    }
    assert len(figures) == len(answer.json["items"]) == 4
    assert figures["popularity", "all", "precision_at_10"] == {
        "method": "popularity", "stratum": "all", "metric": "precision_at_10",
        "value": 0.1, "lower": 0.08, "upper": 0.12, "difference": pytest.approx(-0.05),
        "difference_lower": -0.2, "difference_upper": -0.05, "is_better": "no",
        "number_of_queries": 200,
    }  # fmt: skip
    assert figures["segue", "lists", "relative_coverage"]["lower"] is None


def test_an_older_evaluation_is_found_by_its_id(client, two_runs):
    answer = client.get(f"{PLACE}?run_id=old").json
    assert answer["run"]["run_id"] == "old"
    values = {item["value"] for item in answer["items"] if item["metric"] == "precision_at_10"}
    assert values == {0.2, 0.1}


def test_the_trend_has_the_headlines_of_segue_the_newest_run_first(client, two_runs):
    runs = client.get(PLACE).json["runs"]
    assert [run["run_id"] for run in runs] == ["new", "old"]
    for run, precision in zip(runs, (0.25, 0.2), strict=True):
        assert [(one["stratum"], one["metric"], one["value"]) for one in run["headlines"]] == [
            ("all", "precision_at_10", precision),
            ("lists", "relative_coverage", 0.6),
        ]


def test_a_trend_is_short(client, mart):
    for number in range(40):
        mart(ROW, f"run {number}", f"2026-01-01 00:{number:02}", "segue", "all",
             "precision_at_10", 0.2, 0.1, 0.3, *NOTHING)  # fmt: skip
    runs = client.get(PLACE).json["runs"]
    assert [run["run_id"] for run in runs] == [f"run {number}" for number in range(39, 9, -1)]


@pytest.mark.parametrize("run_id", ["nobody", "", "%00"])
def test_an_unknown_evaluation_is_not_found(client, two_runs, run_id):
    answer = client.get(f"{PLACE}?run_id={run_id}")
    assert answer.status_code == 404
    assert "expected the run_id of a stored evaluation" in answer.json["detail"]


def test_before_the_first_evaluation_it_says_what_to_do(client, mart):
    answer = client.get(PLACE)
    assert answer.status_code == 200
    assert (answer.json["run"], answer.json["items"], answer.json["runs"]) == (None, [], [])
    assert "run `segue evaluate`" in answer.json["empty_reason"]
    assert client.get(f"{PLACE}?run_id=old").status_code == 404


def test_a_warehouse_without_the_mart_says_what_to_do(client):
    answer = client.get(PLACE)
    assert answer.status_code == 200
    assert answer.json["run"] is None
    assert "run `segue build`, then `segue evaluate`" in answer.json["empty_reason"]
    assert client.get(f"{PLACE}?run_id=old").status_code == 404


def test_an_unknown_argument_is_rejected(client):
    assert client.get(f"{PLACE}?run=new").status_code == 422
