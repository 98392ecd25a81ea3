"""What several tests of deploy/ read: its files as Python values."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from segue.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
NOT_METRICS = {
    "and", "count", "histogram_quantile", "max", "or", "rate", "scalar", "sum", "time", "topk",
    "vector",
    "up",  # of Prometheus itself
}  # fmt: skip


def metrics_of(expression: str) -> set[str]:
    """Return the names of an expression that are no functions, labels or numbers."""
    without_labels = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\bby\s*\([^)]*\)", " ", expression)
    return set(re.findall(r"[a-zA-Z_:][\w:]*", without_labels)) - NOT_METRICS


def labels_of(scrape: str) -> dict[str, set[str]]:
    """Return the labels of each metric in a scrape, by the name that PromQL knows."""
    # by hand: unlike Prometheus, the parser of prometheus_client adds _total to Patroni's counters
    labels: dict[str, set[str]] = {}
    for name, pairs in re.findall(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ", scrape, flags=re.M):
        labels.setdefault(name, set()).update(re.findall(r'(\w+)="', pairs))
    return labels


@pytest.fixture(scope="session")
def deploy() -> Path:
    return DEPLOY


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    """Return the compose file as an engine reads it: with the defaults of its variables."""
    text = (DEPLOY / "compose.yaml").read_text()
    return yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))


@pytest.fixture(scope="session")
def alert_rules() -> list[dict[str, Any]]:
    """Return the alert rules of all groups."""
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.fixture(scope="session")
def dashboard() -> dict[str, Any]:
    return json.loads((DEPLOY / "grafana" / "dashboards" / "segue.json").read_text())


@pytest.fixture(scope="session")
def expressions(alert_rules: list[dict[str, Any]], dashboard: dict[str, Any]) -> dict[str, str]:
    """Return every PromQL expression, by the name of its alert or panel."""
    found = {f"alert {rule['alert']}": rule["expr"] for rule in alert_rules}
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            found[f"panel {panel['title']} {target['refId']}"] = target["expr"]
    return found


@pytest.fixture(scope="session")
def manifests() -> dict[str, dict[str, Any]]:
    """Return every Kubernetes manifest, by its kind and name."""
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    documents = [
        document
        for file in files
        if file.name != "kustomization.yaml"
        for document in yaml.safe_load_all(file.read_text())
    ]
    return {f"{each['kind']} {each['metadata']['name']}": each for each in documents}


@pytest.fixture(scope="session")
def used_metrics(expressions: dict[str, str]) -> dict[str, set[str]]:
    """Return the alerts and panels that use each metric."""
    used: dict[str, set[str]] = {}
    for name, expression in expressions.items():
        for metric in metrics_of(expression):
            used.setdefault(metric, set()).add(name)
    return used


@pytest.fixture(scope="session")
def read_expression() -> Callable[[str], set[str]]:
    return metrics_of


@pytest.fixture(scope="session")
def read_scrape() -> Callable[[str], dict[str, set[str]]]:
    return labels_of
