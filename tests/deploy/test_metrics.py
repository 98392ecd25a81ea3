"""Every metric of the dashboard and of the alerts exists in a scrape of what really runs."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

import api

LISTS = "/api/v1/tracks/<track_id>/recommendations"
NOT_METRICS = {
    "and", "count", "histogram_quantile", "max", "or", "rate", "scalar", "sum", "time", "topk",
    "vector",
}  # fmt: skip
OF_PROMETHEUS = {"up"}
PREFIXES = ("segue_", "process_", "patroni_", "node_")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')


def metrics_of(expression: str) -> set[str]:
    """Return the names of an expression that are no functions, labels or numbers."""
    without_labels = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\bby\s*\([^)]*\)", " ", expression)
    return set(re.findall(r"[a-zA-Z_:][\w:]*", without_labels)) - NOT_METRICS - OF_PROMETHEUS


def names_of(scrape: str) -> dict[str, set[str]]:
    """Return the labels of each metric in a scrape, by the name that PromQL knows."""
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(scrape):
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    return labels


@pytest.fixture(scope="module")
def app_scrape(demo_warehouse: str) -> str:
    """Return /metrics of the app on a built warehouse, after a list and a wrong request."""
    client = api.create_app(demo_warehouse, SECRET_KEY="test").test_client()
    track_id = client.get("/api/v1/tracks?q=a").json["items"][0]["track_id"]
    assert client.get(f"/api/v1/tracks/{track_id}/recommendations").status_code == 200
    client.get("/nothing")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


def test_every_expression_names_metrics_that_somebody_exposes(expressions):
    strange = {
        name: metrics
        for name, expression in expressions.items()
        if (metrics := {each for each in metrics_of(expression) if not each.startswith(PREFIXES)})
    }
    assert strange == {}


def test_the_metrics_of_the_app_are_in_its_scrape(expressions, app_scrape):
    exposed = names_of(app_scrape)
    missing = {
        metric: name
        for name, expression in expressions.items()
        for metric in metrics_of(expression)
        if metric.startswith(("segue_", "process_")) and metric not in exposed
    }
    assert missing == {}


def test_the_labels_of_the_app_s_metrics_are_in_its_scrape(expressions, app_scrape):
    exposed = names_of(app_scrape)
    wrong = []
    for name, expression in expressions.items():
        for metric, matchers in re.findall(r"(\b(?:segue|process)_\w+)\{([^}]*)\}", expression):
            for label, _, value in MATCHER.findall(matchers):
                if label == "route":
                    wrong += [] if f'route="{value}"' in app_scrape else [f"{name}: {value}"]
                elif label != "job" and label not in exposed[metric]:
                    wrong.append(f"{name}: {metric} has no label {label}")
    assert wrong == []
    assert f'route="{LISTS}"' in app_scrape


def test_the_jobs_of_expressions_are_scraped(expressions, deploy):
    config = yaml.safe_load((deploy / "prometheus" / "prometheus.yml").read_text())
    jobs = {job["job_name"] for job in config["scrape_configs"]}
    asked = {job for text in expressions.values() for job in re.findall(r'job="([^"]*)"', text)}
    assert asked
    assert asked <= jobs


def test_prometheus_scrapes_services_of_the_compose_file(compose, deploy):
    config = yaml.safe_load((deploy / "prometheus" / "prometheus.yml").read_text())
    targets = [
        target.partition(":")[0]
        for job in config["scrape_configs"]
        for static in job["static_configs"]
        for target in static["targets"]
    ]
    assert set(targets) <= set(compose["services"])


def test_the_metrics_of_the_machine_are_in_a_scrape_of_the_node_exporter(expressions, tmp_path):
    exporter = shutil.which("prometheus-node-exporter") or shutil.which("node_exporter")
    if exporter is None:
        pytest.skip("expected the program prometheus-node-exporter (of Debian's package), got none")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [exporter, f"--web.listen-address=127.0.0.1:{port}", "--collector.disable-defaults",
         "--collector.filesystem"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        exposed = names_of(_scrape(f"http://127.0.0.1:{port}/metrics"))
    finally:
        process.terminate()
        process.wait(timeout=30)
    used = {metric for text in expressions.values() for metric in metrics_of(text)}
    assert {metric for metric in used if metric.startswith("node_")} <= set(exposed)


def _scrape(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"expected an answer of {address}, got none")


def test_a_misspelt_metric_is_noticed():
    assert metrics_of('sum by (le) (rate(segue_x_total{status=~"5.."}[5m])) or vector(0)') == {
        "segue_x_total"
    }
    assert metrics_of("(scalar(max(a_b)) - c_d and e_f == 1) > 64 * 1024") == {"a_b", "c_d", "e_f"}
