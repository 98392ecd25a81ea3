"""The tables of the documentation are those of the figures that are kept."""

import json

import pytest

from benchmarks.__main__ import RUNS
from benchmarks.tables import FIGURES, ROOT, TABLES, Column, Table, render_table
from recommender.evaluation.report import replace_section

RUNS_KEPT = json.loads(FIGURES.read_text(encoding="utf-8"))
OF_LOADS = Table(
    "docs/loads.md",
    "rows",
    {"tracks": "{size:,} tracks", "plays": "plays"},
    (
        Column("rows per second", "rows a second", "{:,.0f}"),
        Column("disk, MiB", "MiB", "{:.1f}", "disk"),
    ),
)


def test_a_table_has_a_row_for_each_work_and_size():
    figures = [
        {"work": "plays", "size": None, "measure": "rows a second", "value": 800.4},
        {"work": "tracks", "size": 1000, "measure": "rows a second", "value": 20_000},
        {"work": "tracks", "size": 10_000, "measure": "rows a second", "value": 30_000},
        {"work": "disk", "size": 1000, "measure": "MiB", "value": 12.34},
    ]
    run = {"figures": figures, "machine": "x86_64, 2 cores", "day": "2026-11-29"}
    assert render_table(OF_LOADS, run).splitlines() == [
        "| rows | rows per second | disk, MiB |",
        "| --- | ---: | ---: |",
        "| 1,000 tracks | 20,000 | 12.3 |",
        "| 10,000 tracks | 30,000 |  |",
        "| plays | 800 |  |",
        "",
        "(x86_64, 2 cores, 2026-11-29.)",
    ]


@pytest.mark.parametrize("name", sorted(TABLES.keys() & RUNS_KEPT.keys()))
def test_a_page_shows_the_figures_that_are_kept(name):
    page = (ROOT / TABLES[name].page).read_text(encoding="utf-8")
    shown = page.partition(f"<!-- begin: {name} -->\n")[2].partition(f"\n<!-- end: {name} -->")[0]
    assert shown == render_table(TABLES[name], RUNS_KEPT[name]), (
        f"expected {TABLES[name].page} to show docs/scaling/figures.json; "
        "run python -m benchmarks.tables"
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_page_has_a_place_for_each_of_its_tables(name):
    page = (ROOT / TABLES[name].page).read_text(encoding="utf-8")
    assert replace_section(page, name, "| new |\n").count("| new |") == 1


def test_each_table_is_of_a_benchmark_that_make_bench_runs():
    assert TABLES.keys() <= RUNS.keys()


def test_each_figure_of_a_table_is_recorded():
    for name in TABLES.keys() & RUNS_KEPT.keys():
        measures = {figure["measure"] for figure in RUNS_KEPT[name]["figures"]}
        wanted = {column.measure for column in TABLES[name].columns}
        assert wanted <= measures, f"{name} records no {', '.join(wanted - measures)}"
