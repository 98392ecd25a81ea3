"""The slim build, with the commands of docs/warehouse.md, builds only what changed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from segue.settings import PROJECT_ROOT

PROJECT = ("dbt_project.yml", "models", "macros", "seeds", "dbt_project")
HEADING = "## Building only your changes"
LIKES = "select sum(number_of_likes), sum(number_of_dislikes) from marts.genre_tracks"


class Slim(NamedTuple):
    """The warehouse before and after a slim build, and the nodes that ran."""

    tables: list[dict]
    likes: list[tuple]
    arguments: dict
    statuses: dict[str, str]
    manifest: dict


def documented() -> str:
    _, _, section = (PROJECT_ROOT / "docs" / "warehouse.md").read_text().partition(HEADING)
    return re.findall(r"```sh\n(.*?)```", section, flags=re.S)[0]


@pytest.fixture(scope="module")
def copied(warehouse, tmp_path_factory):
    """Return a copy of the built project, with its artifacts where `segue build` leaves them."""
    folder = tmp_path_factory.mktemp("slim")
    for part in PROJECT:
        copy = shutil.copytree if (PROJECT_ROOT / part).is_dir() else shutil.copy
        copy(PROJECT_ROOT / part, folder / part)
    shutil.copytree(warehouse.target, folder / ".segue" / "dbt" / "target")
    # what dbt remembers of the files, which spares it from reading the whole project again
    shutil.copytree(warehouse.target, folder / "target", ignore=lambda *_: ["manifest.json"])
    shutil.copy(warehouse.write_profiles() / "profiles.yml", folder)
    return type(warehouse)(folder, warehouse.url, folder / ".segue" / "dbt")


@pytest.fixture(scope="module")
def slim(copied) -> Slim:
    """Turn every verdict into a dislike, and build as the document says.

    The database is as the project has it again after the next build there: the code is another.
    """
    tables, likes = [copied.row_fingerprints()], copied.query(LIKES)
    model = copied.folder / "models" / "marts" / "fact_feedback.sql"
    code = model.read_text()
    model.write_text(code.replace("    feedback.verdict,", "    'dislike' as verdict,"))
    assert model.read_text() != code
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "DBT_WRITE_JSON": "true"}
    done = subprocess.run(
        ["bash", "-ec", documented()],
        cwd=copied.folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    target = copied.folder / "target"
    results = json.loads((target / "run_results.json").read_text())
    return Slim(
        tables=[*tables, copied.row_fingerprints()],
        likes=likes + copied.query(LIKES),
        arguments=results["args"],
        statuses={result["unique_id"]: result["status"] for result in results["results"]},
        manifest=json.loads((target / "manifest.json").read_text()),
    )


def test_only_the_changed_model_and_its_children_are_built(slim):
    kinds = ("model.", "seed.", "snapshot.")
    assert {name: status for name, status in slim.statuses.items() if name.startswith(kinds)} == {
        "model.segue.fact_feedback": "success",
        "model.segue.genre_tracks": "success",
    }


def test_every_test_of_the_built_models_runs_and_no_other(slim):
    below = {
        test
        for model in ("model.segue.fact_feedback", "model.segue.genre_tracks")
        for test in slim.manifest["child_map"][model]
        if test.startswith(("test.", "unit_test."))
    }
    tests = {name for name in slim.statuses if name.startswith(("test.", "unit_test."))}
    assert tests == below
    assert len(below) >= 9
    assert {slim.statuses[name] for name in tests} == {"pass"}


def test_built_tables_have_the_change_and_others_stay_the_same(slim):
    before, after = slim.tables
    assert {table for table in after if after[table] != before.get(table)} == {
        "marts.fact_feedback",
        "marts.genre_tracks",
    }
    assert before.keys() == after.keys()
    (likes, dislikes), (no_likes, all_dislikes) = slim.likes
    assert (no_likes, all_dislikes) == (0, likes + dislikes)
    assert likes > 0


def test_parents_that_were_not_built_are_deferred_to_the_last_build(slim, copied):
    assert slim.arguments["defer"] is True
    state = copied.folder / slim.arguments["state"] / "manifest.json"
    assert state.samefile(copied.target / "manifest.json")
    tracks = json.loads(state.read_text())["nodes"]["model.segue.fact_tracks"]
    compiled = slim.manifest["nodes"]["model.segue.fact_feedback"]["compiled_code"]
    assert f"from {tracks['relation_name']}" in compiled
