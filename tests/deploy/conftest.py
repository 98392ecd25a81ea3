"""What several tests of deploy/ read: its files as Python values."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from segue.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"


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
