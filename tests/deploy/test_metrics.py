"""Every metric of the dashboard and of the alerts exists in a scrape of what really runs."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

import api
from segue.backup import Backup, BackupFolder
from segue.backup.wal import Position
from segue.settings import settings

LISTS = "/api/v1/tracks/<track_id>/recommendations"
PREFIXES = ("segue_", "process_", "patroni_", "node_")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')


def publish_backup(path: Path) -> None:
    folder, now, at = BackupFolder(path), datetime.now(UTC), Position("0/0")
    unfinished = folder.base / "a.new"
    unfinished.mkdir(parents=True)
    folder.publish(unfinished, Backup("a", None, now, now, 1, at, at, 1, "18.6", "node1"))


@pytest.fixture(scope="module")
def app_scrape(demo_warehouse: str, tmp_path_factory) -> str:
    """Return /metrics of the app on a built warehouse, after a list and a wrong request."""
    backups = tmp_path_factory.mktemp("backups")
    publish_backup(backups)
    client = api.create_app(demo_warehouse, SECRET_KEY="test").test_client()
    track_id = client.get("/api/v1/tracks?q=a").json["items"][0]["track_id"]
    assert client.get(f"/api/v1/tracks/{track_id}/recommendations").status_code == 200
    client.get("/nothing")
    with patch.object(settings(), "backup_dir", backups):
        answer = client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


def test_every_expression_names_metrics_that_somebody_exposes(used_metrics):
    strange = {metric for metric in used_metrics if not metric.startswith(PREFIXES)}
    assert strange == set()


def test_the_metrics_of_the_app_are_in_its_scrape(used_metrics, app_scrape, read_scrape):
    exposed = read_scrape(app_scrape)
    ours = {metric for metric in used_metrics if metric.startswith(("segue_", "process_"))}
    assert len(ours) > 10
    assert {metric: used_metrics[metric] for metric in ours - set(exposed)} == {}


def test_the_labels_of_the_app_s_metrics_are_in_its_scrape(expressions, app_scrape, read_scrape):
    exposed = read_scrape(app_scrape)
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


def test_the_metrics_of_the_machine_are_in_a_scrape_of_the_node_exporter(used_metrics, read_scrape):
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
        exposed = read_scrape(_scrape(f"http://127.0.0.1:{port}/metrics"))
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert {metric for metric in used_metrics if metric.startswith("node_")} <= set(exposed)


def _scrape(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"expected an answer of {address}, got none")


def test_the_names_of_an_expression_are_found(read_expression):
    share = 'sum by (le) (rate(segue_x_total{status=~"5.."}[5m])) or vector(0)'
    assert read_expression(share) == {"segue_x_total"}
    lag = "(scalar(max(a_b)) - c_d and e_f == 1) > 64 * 1024"
    assert read_expression(lag) == {"a_b", "c_d", "e_f"}
