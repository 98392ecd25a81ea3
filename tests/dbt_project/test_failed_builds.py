"""The status shows a build that failed or was cut off until a later one has repaired it."""

import signal
import subprocess
import time

import pytest
import yaml

from dbt_project.status import warehouse_status

MODELS = """
models:
  - name: things
    config: {contract: {enforced: true}}
    columns:
      - {name: thing_id, data_type: integer, constraints: [{type: primary_key}]}
unit_tests:
  - name: a_thing_has_a_number
    model: parents
    given: []
    expect: {rows: [{thing_id: 1}]}
"""
THINGS = "select thing_id from {{ ref('parents') }}"
BACKENDS = "select pid from pg_stat_activity where query ~ 'pg_sleep' and pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def project(small_project):
    config = yaml.safe_load((small_project.folder / "dbt_project.yml").read_text())
    config["on-run-start"] = ["{{ create_observability_tables() }}", "{{ store_start() }}"]
    config["on-run-end"] = ["{{ store_results(results) }}", "{{ store_end() }}"]
    small_project.write("dbt_project.yml", yaml.safe_dump(config))
    small_project.write("models/models.yml", MODELS)
    small_project.write("models/parents.sql", "select 1 as thing_id")
    small_project.write("models/things.sql", THINGS)
    done = small_project.dbt("build")
    assert done.success, done.log[-3000:]
    return small_project


def state(project):
    """Return whether all is fresh and well, the names of the problems, and what was skipped."""
    status = warehouse_status(project.url)
    problems = [problem.name for problem in status.problems]
    return status.is_fresh, status.is_well, problems, status.skipped_models


def test_a_failed_model_and_its_children_are_shown_until_all_are_built(project):
    assert state(project) == (True, True, [], [])
    project.write("models/parents.sql", "select 1 / 0 as thing_id")
    assert not project.dbt("run").success
    assert state(project) == (False, False, ["parents"], ["things"])
    project.write("models/parents.sql", "select 1 as thing_id")
    assert project.dbt("run", "--select", "parents").success
    assert state(project) == (False, True, [], ["things"])
    assert project.dbt("run", "--select", "things").success
    assert state(project) == (True, True, [], [])


def test_a_failed_node_that_was_renamed_or_deleted_is_no_longer_shown(project):
    project.write("models/broken.sql", "select 1 / 0 as number")
    project.write("models/below.sql", "select number from {{ ref('broken') }}")
    project.write("models/models.yml", MODELS.replace("rows: [{thing_id: 1}]", "rows: []"))
    assert not project.dbt("build").success
    failing = ["broken", "a_thing_has_a_number"]
    assert state(project) == (False, False, failing, ["below", "parents", "things"])
    for name in ("broken", "below"):
        (project.folder / "models" / f"{name}.sql").unlink()
    renamed = MODELS.replace("a_thing_has_a_number", "a_thing_has_a_key")
    project.write("models/models.yml", renamed)
    assert project.dbt("build").success
    assert state(project) == (True, True, [], [])
    assert warehouse_status(project.url).last_build.number_of_models == 2


def test_a_killed_build_leaves_the_old_rows_and_is_shown_until_a_full_build(project):
    project.write("models/things.sql", THINGS + " where pg_sleep(600) is not null")
    killed = subprocess.Popen(
        project.command("build"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (sleeping := project.query(BACKENDS)):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    project.query(f"select pg_terminate_backend({sleeping[0][0]})")
    assert project.query("select thing_id from marts.things") == [(1,)]
    status = warehouse_status(project.url)
    assert status.unfinished_since is not None
    assert not status.is_fresh
    project.write("models/things.sql", THINGS)
    assert project.dbt("build", "--select", "things").success
    assert warehouse_status(project.url).unfinished_since == status.unfinished_since
    assert project.dbt("build").success
    assert state(project) == (True, True, [], [])
