"""Ten questions as SQL: every one of them runs, and those that the rows answer have an answer."""

import json

import pytest

from segue.settings import PROJECT_ROOT

QUESTIONS = sorted(path.stem for path in (PROJECT_ROOT / "dbt_project/analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(warehouse):
    if not warehouse.query("select to_regclass('observability.fact_builds')")[0][0]:
        assert warehouse.dbt("build", "--exclude-resource-type", "unit_test", "test").success
    assert warehouse.dbt("compile").success
    manifest = json.loads((warehouse.work / "target" / "manifest.json").read_text())
    return {
        node["name"]: node["compiled_code"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
    }


def test_there_are_ten_questions(compiled):
    assert sorted(compiled) == QUESTIONS
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_runs(compiled, warehouse, question):
    warehouse.query(compiled[question])


def test_the_builds_of_a_day_are_counted(compiled, warehouse):
    ((_, number, seconds, _),) = warehouse.query(compiled["how_long_do_builds_take"])
    kept = "select count(*) from observability.invocations where command = 'build' " \
        "and selection is null"  # fmt: skip
    assert [(number,)] == warehouse.query(kept)
    assert seconds > 0
