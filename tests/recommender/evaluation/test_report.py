"""Tables of an evaluation, rendered from metric values, and those of the docs in that format."""

import re

import pytest

from benchmarks.quality_data import DATA
from recommender.evaluation.evaluate import MetricValue
from recommender.evaluation.report import (
    COLUMNS,
    METHOD_NAMES,
    describe_verdict,
    markdown_table,
    replace_section,
)
from segue.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "recommendations.md").read_text(encoding="utf-8")
VALUES = [
    MetricValue("segue", "all", "precision_at_10", 0.25, 40),
    MetricValue("als", "all", "precision_at_10", 0.1254, 40),
    MetricValue("segue", "lists", "different_tracks", 2013.0, 40),
]


def section(page, name):
    """Return the table between the markers of a section."""
    found = re.search(rf"<!-- begin: {name} -->\n(.*?)\n<!-- end: {name} -->", page, flags=re.S)
    assert found, f"no section {name}"
    return found.group(1)


def parse(table):
    """Return the metric values that a table shows."""
    headings, _, *rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    column_of = {heading: (stratum, metric) for stratum, metric, heading in COLUMNS}
    method_of = {name: method for method, name in METHOD_NAMES.items()}
    return [
        MetricValue(method_of[name], *column_of[heading], float(cell.replace(",", "")), 0)
        for name, *cells in rows
        for heading, cell in zip(headings, cells, strict=True)
    ]


def test_a_table_has_a_row_per_method_and_a_column_per_metric():
    assert markdown_table(VALUES).splitlines() == [
        "|  | P@10 | different |",
        "| --- | ---: | ---: |",
        "| Segue | 0.250 | 2,013 |",
        "| ALS | 0.125 |  |",
    ]


def test_the_verdict_compares_with_the_best_baseline_alone():
    paired = {"lower": 0.1, "upper": 0.2, "difference_lower": -0.15, "difference_upper": -0.1}
    values = [
        *VALUES,
        MetricValue("random", "all", "precision_at_10", 0.01, 40),
        MetricValue(
            "item_knn", "all", "precision_at_10", 0.13, 40,
            difference=-0.12, is_better="no", **paired,
        ),
    ]  # fmt: skip
    assert describe_verdict(values) == [
        "all precision_at_10: Segue 0.250 is better than the best baseline, item-kNN 0.130 "
        "(difference +0.120, 95 % +0.100 to +0.150)"
    ]


def test_a_section_is_replaced_and_the_rest_of_the_page_stays():
    page = "Before\n<!-- begin: demo -->\nold\n<!-- end: demo -->\nAfter\n"
    table = markdown_table(VALUES)
    replaced = replace_section(page, "demo", table)
    assert section(replaced, "demo") == table
    assert replaced.startswith("Before\n") and replaced.endswith("\nAfter\n")


def test_a_page_without_the_section_is_an_error():
    with pytest.raises(ValueError, match="expected the markers <!-- begin: songs -->"):
        replace_section("Nothing here", "songs", "table")


@pytest.mark.parametrize("name", DATA)
def test_the_tables_of_the_docs_are_what_the_command_writes(name):
    table = section(PAGE, name)
    assert markdown_table(parse(table)) == table
    assert replace_section(PAGE, name, table) == PAGE
