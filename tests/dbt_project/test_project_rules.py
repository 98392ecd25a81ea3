"""The rules of dbt-project-evaluator, checked on the manifest.

Each rule gives what breaks it, and its name says what is right. The exceptions to the original's
rules are in docs/warehouse.md.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dbt_project.manifest import Node, Project, layer

LAYER = {"stg": "staging", "int": "intermediate"}
FACTS = re.compile(r"^(dim|fact)_[a-z_]+s$|^fact_feedback$")
# no plurals: the rows are metrics of quality, and places on the map
NAMED_FOR_ROWS = re.compile(r"^[a-z]+(_[a-z]+)*s(_v\d+)?$|^recommendation_quality$|^track_map$")


# the contents of a listening history cannot be guaranteed
ONLY_SHOWN = {"accepted_range_fact_plays_played_at__current_timestamp___2006_01_01_"}


# modelling


def a_model_reads_only_refs_and_sources(project: Project) -> Iterator[str]:
    for model in project.models:
        # also matches `extract(epoch from a.b)`
        literal = re.search(r"\b(from|join)\s+\w+\.\w+", model["raw_code"])
        literal = literal and model["language"] == "sql"
        # the time spine has no parent
        if literal or not (model["depends_on"]["nodes"] or model["time_spine"]):
            yield model["unique_id"]


def no_ref_has_an_alias(project: Project) -> Iterator[str]:
    """`--empty` adds an alias of its own there, so select from the ref in a CTE."""
    for node in [*project.models, *project.tests]:
        if re.search(r"\{\{\s*(ref|source)\([^}]*\}\}\s+as\b", node["raw_code"]):
            yield node["unique_id"]


def a_model_reads_sources_or_models_not_both(project: Project) -> Iterator[str]:
    for model in project.models:
        if len({parent["resource_type"] == "source" for parent in project.parents(model)}) > 1:
            yield model["unique_id"]


def only_staging_reads_a_source_and_exactly_one(project: Project) -> Iterator[str]:
    for model in project.models:
        read = [p for p in project.parents(model) if p["resource_type"] == "source"]
        if len(read) != (layer(model) == "staging"):
            yield model["unique_id"]


def staging_reads_no_model(project: Project) -> Iterator[str]:
    for model in project.models:
        if layer(model) == "staging" and any(
            parent["resource_type"] != "source" for parent in project.parents(model)
        ):
            yield model["unique_id"]


def no_intermediate_model_reads_a_mart(project: Project) -> Iterator[str]:
    for model in project.models:
        parents = [p for p in project.parents(model) if p["resource_type"] == "model"]
        if layer(model) == "intermediate" and any(layer(p) == "marts" for p in parents):
            yield model["unique_id"]


def every_source_is_read_or_has_a_freshness(project: Project) -> Iterator[str]:
    for source in project.sources:
        if not project.readers(source) and not source["freshness"]["warn_after"]["count"]:
            yield source["unique_id"]


def every_model_below_the_marts_is_read(project: Project) -> Iterator[str]:
    for model in project.models:
        if layer(model) in LAYER.values() and not project.readers(model):
            yield model["unique_id"]


def every_mart_has_a_reader(project: Project) -> Iterator[str]:
    for model in project.models:
        is_old = model["version"] != model["latest_version"]
        if layer(model) == "marts" and not is_old and not project.readers(model):
            yield model["unique_id"]


def no_chain_of_views_is_longer_than_five(project: Project) -> Iterator[str]:
    def length(node: Node) -> int:
        if node["resource_type"] != "model" or node["config"]["materialized"] != "view":
            return 0
        return 1 + max(map(length, project.parents(node)), default=0)

    for model in project.models:
        if length(model) > 5:
            yield model["unique_id"]


# testing


def every_model_has_a_complete_key(project: Project) -> Iterator[str]:
    """Postgres checks a key that is a constraint; other keys need a test."""
    for model in project.models:
        constraints = [*model["constraints"]]
        not_null = project.columns_tested(model, "not_null")
        # a key of an expression is never null
        not_null |= {name for name in project.columns_tested(model, "unique") if "row(" in name}
        for column in model["columns"].values():
            constraints += column["constraints"]
        is_constraint = "primary_key" in {constraint["type"] for constraint in constraints}
        is_tested = "unique_combination_of_columns" in project.tests_on(model) or bool(
            not_null & project.columns_tested(model, "unique")
        )
        if not is_constraint and not is_tested:
            yield model["unique_id"]


def no_test_repeats_a_constraint(project: Project) -> Iterator[str]:
    implied_by = {"not_null": {"not_null", "primary_key"}, "unique": {"primary_key"},
               "relationships": {"foreign_key"}}  # fmt: skip
    for test in project.tests:
        model = project.nodes.get(test["attached_node"] or "", {})
        columns = model.get("columns", {})
        constraints = columns.get(test.get("column_name"), {}).get("constraints", [])
        kinds = {constraint["type"] for constraint in constraints}
        if kinds & implied_by.get(test.get("test_metadata", {}).get("name", ""), set()):
            yield test["unique_id"]


def every_feature_has_its_range(project: Project) -> Iterator[str]:
    model = project.nodes["model.segue.dim_audio_features"]
    ranged = {
        test["column_name"]
        for test in project.tests
        if test["attached_node"] == model["unique_id"]
        and test["test_metadata"]["name"] == "accepted_range"
    }
    yield from {n for n in model["columns"] if n[:3] == "af_"} - ranged - {
        "af_track_id", "af_provider", "af_scale", "af_scales", "af_comparison"}  # fmt: skip


def a_failed_test_of_the_marts_fails_the_build(project: Project) -> Iterator[str]:
    for test in project.tests:
        on = project.nodes.get(test["attached_node"] or "")
        is_promise = not test.get("test_metadata") or (
            on and on["resource_type"] == "model" and layer(on) in ("intermediate", "marts")
        )
        severity = test["config"]["severity"].lower()
        if is_promise and severity != "error" and test["name"] not in ONLY_SHOWN:
            yield test["unique_id"]


# documentation


def every_source_and_exposure_is_described(project: Project) -> Iterator[str]:
    yield from (s["unique_id"] for s in project.sources if not s["source_description"].strip())
    yield from (e["unique_id"] for e in project.exposures if not e["description"].strip())


def every_metric_is_described_and_in_a_saved_query(project: Project) -> Iterator[str]:
    queried = {name for query in project.saved_queries for name in query["query_params"]["metrics"]}
    for metric in project.metrics:
        if not metric["description"] or metric["name"] not in queried:
            yield metric["unique_id"]
    yield from (q["unique_id"] for q in project.saved_queries if not q["description"])


# structure


def a_model_is_named_for_its_layer_and_its_rows(project: Project) -> Iterator[str]:
    for model in project.models:
        prefix = model["name"].split("_")[0]
        right = LAYER.get(prefix, layer(model)) == layer(model)
        if layer(model) in LAYER.values():
            right = right and prefix in LAYER
        elif prefix in ("dim", "fact"):
            right = bool(FACTS.match(model["name"]))
        else:
            right = right and bool(NAMED_FOR_ROWS.match(model["name"]))
        if not right:
            yield model["unique_id"]


def a_staging_model_is_in_the_folder_of_its_source(project: Project) -> Iterator[str]:
    for model in project.models:
        if (
            layer(model) == "staging"
            and f"stg_{Path(model['path']).parts[1]}__" not in model["name"]
        ):
            yield model["unique_id"]


def a_test_is_described_beside_what_it_tests(project: Project) -> Iterator[str]:
    for test in project.tests:
        on = project.nodes.get(test["attached_node"] or "")
        if (
            on
            and on.get("patch_path")
            and not on["patch_path"].endswith(test["original_file_path"])
        ):
            yield test["unique_id"]


# governance


def every_model_has_a_group_whose_owner_is_named(project: Project) -> Iterator[str]:
    for model in project.models:
        group = project.groups.get(model["group"] or "")
        if not group or not group["owner"]["name"]:
            yield model["unique_id"]


def only_marts_and_observability_are_public(project: Project) -> Iterator[str]:
    for model in project.models:
        if (model["access"] == "public") != (layer(model) in ("marts", "observability")):
            yield model["unique_id"]


def every_public_sql_model_is_under_contract(project: Project) -> Iterator[str]:
    for model in project.models:
        is_sql = model["access"] == "public" and model["language"] == "sql"
        if is_sql and not model["contract"]["enforced"]:
            yield model["unique_id"]


def an_exposure_depends_only_on_public_tables(project: Project) -> Iterator[str]:
    for exposure in project.exposures:
        for name in exposure["depends_on"]["nodes"]:
            model = project.nodes[name]
            is_view = model["config"]["materialized"] == "view"
            if model["access"] != "public" or is_view or not exposure["owner"]["name"]:
                yield f"{exposure['unique_id']} -> {name}"


Rule = Callable[[Project], Iterator[str]]
RULES: list[Rule] = [
    rule
    for rule in list(globals().values())
    if getattr(rule, "__annotations__", {}).get("return") == Iterator[str]
]


@pytest.fixture(scope="module")
def project(manifest) -> Project:
    return Project(manifest)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_follows_the_rule(project, rule):
    assert sorted(rule(project)) == []


def test_there_are_rules_and_each_checks_something(project):
    assert len(RULES) == 23
    assert len(project.models) > 50
    assert {exposure["type"] for exposure in project.exposures} == {"application", "notebook"}
