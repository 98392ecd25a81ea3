"""The lineage of a column: through views and tables, to the sources or to a Python model."""

import json

import pytest

from dbt_project.lineage import ColumnLineage, UnknownColumn
from segue.errors import SegueError


def node(kind, name, columns, code="", language="sql"):
    schema, table = name.split(".")
    return {
        "resource_type": kind,
        "database": "d",
        "schema": schema,
        "alias": table,
        "columns": dict.fromkeys(columns),
        "compiled_code": code,
        "language": language,
    }


MANIFEST = {
    "sources": {"things": node("source", "raw.things", ["id", "name", "weight"])},
    "nodes": {
        "staged": node(
            "model",
            "staging.stg_things",
            ["thing_id", "label"],
            'select id as thing_id, lower(name) as label from "d"."raw"."things"',
        ),
        "made": node("model", "marts.numbers", ["thing_id", "number"], "", "python"),
        "mart": node(
            "model",
            "marts.fact_things",
            ["thing_id", "label", "number", "kind", "rank"],
            """
            with labels as (
                select thing_id, min(label) as label
                from "d"."staging"."stg_things"
                group by thing_id
            )
            select
                labels.thing_id,
                coalesce(labels.label, numbers.thing_id) as label,
                numbers.number,
                'plain' as kind,
                row_number() over (order by labels.label) as rank
            from labels
            left join "d"."marts"."numbers" as numbers on labels.thing_id = numbers.thing_id
            """,
        ),
    },
}


@pytest.mark.parametrize(
    ("column", "origins"),
    [
        ("thing_id", {"raw.things.id"}),
        ("label", {"raw.things.name", "marts.numbers.thing_id"}),
        ("number", {"marts.numbers.number"}),
        ("kind", set()),
        ("rank", {"raw.things.name"}),
    ],
)
def test_the_parents_of_a_column_are_the_columns_in_its_sql(column, origins):
    assert ColumnLineage(MANIFEST).origins("marts.fact_things", column) == origins


@pytest.mark.parametrize("place", [("marts.nothing", "label"), ("marts.fact_things", "nothing")])
def test_an_unknown_relation_or_column_is_an_error_with_an_example(place):
    with pytest.raises(UnknownColumn, match="segue lineage marts"):
        ColumnLineage(MANIFEST).origins(*place)


def test_a_target_without_a_manifest_says_what_to_run(tmp_path):
    with pytest.raises(SegueError, match="run `segue build`"):
        ColumnLineage.from_target(tmp_path)


def test_a_manifest_is_read_from_a_target(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    lineage = ColumnLineage.from_target(tmp_path)
    assert lineage.origins("staging.stg_things", "label") == {"raw.things.name"}
