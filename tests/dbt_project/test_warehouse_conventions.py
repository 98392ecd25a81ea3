"""Conventions of every model of the warehouse, checked on the manifest."""

import re
import warnings
from pathlib import Path

import pytest
from jinja2 import Environment

from segue.settings import PROJECT_ROOT

LOGIC = re.compile(r"\bcase\b|\bover\s*\(|\bdistinct on\b|[^-|]\s[-+*/]\s|array_agg", re.IGNORECASE)
LAYERS = {
    "staging": {"view"},
    "unioned": {"view"},
    "merged": {"incremental"},
    "observability": {"view"},
    "marts": {"incremental"},
}


@pytest.fixture(scope="module")
def models(manifest):
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def declared_constraints(model):
    columns = model["columns"].values()
    declared = [*model["constraints"], *(one for each in columns for one in each["constraints"])]
    return {constraint["type"] for constraint in declared}


def test_every_model_and_column_is_described_and_typed(manifest, models):
    kinds = {"seed", "snapshot"}
    others = [node for node in manifest["nodes"].values() if node["resource_type"] in kinds]
    for thing in [*models, *others, *manifest["sources"].values()]:
        assert thing["description"].startswith("One row per "), thing["name"]
        assert thing["columns"], thing["name"]
        for column in thing["columns"].values():
            assert column["description"], f"{thing['name']}.{column['name']} has no description"
            assert column["data_type"], f"{thing['name']}.{column['name']} has no type"


def test_every_column_of_a_relation_is_declared(warehouse, models):
    columns = "select attname from pg_attribute where attrelid = '{schema}.{alias}'::regclass " \
        "and attnum > 0 order by attnum"  # fmt: skip
    for model in models:
        existing = [row[0] for row in warehouse.query(columns.format(**model))]
        assert list(model["columns"]) == existing, model["name"]


def test_every_mart_is_under_an_enforced_contract_with_a_primary_key(models):
    for model in models:
        if model["config"]["materialized"] != "view" and model["schema"] == "marts":
            assert "primary_key" in declared_constraints(model)
            assert model["language"] == "python" or model["contract"]["enforced"], model["name"]


def test_a_layer_is_built_as_its_folder_says(models):
    for model in models:
        folder = next(part for part in reversed(Path(model["path"]).parts) if part in LAYERS)
        assert model["config"]["materialized"] in LAYERS[folder], model["name"]


def test_every_model_with_logic_has_a_unit_test(manifest, models):
    tested = {unit_test["model"] for unit_test in manifest["unit_tests"].values()}
    for model in models:
        if model["language"] == "sql" and LOGIC.search(model["compiled_code"]):
            assert model["name"] in tested, f"{model['name']} has logic and no unit test"


def test_every_yaml_stands_beside_its_model_under_its_name(models):
    for model in models:
        file = (PROJECT_ROOT / model["original_file_path"]).with_suffix(".yml")
        assert model["patch_path"].endswith(file.relative_to(PROJECT_ROOT).as_posix())


def test_every_incremental_table_has_a_key(models):
    for model in models:
        if model["config"]["materialized"] == "incremental":
            has_key = model["config"]["unique_key"] or "primary_key" in declared_constraints(model)
            assert has_key, model["name"]
            assert model["config"]["incremental_strategy"] == "sync", model["name"]


def test_no_string_in_a_template_has_an_invalid_escape():
    r"""Jinja reads them as Python does, where `\(` is deprecated."""
    lexer = Environment(autoescape=True).lexer
    for folder in ("models", "macros", "dbt_project"):
        for file in (PROJECT_ROOT / folder).rglob("*.sql"):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                list(lexer.tokenize(file.read_text()))
