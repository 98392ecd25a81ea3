"""Imports: files of several sources at once, each in its own transaction, nothing twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest

import ingestion
from ingestion import imports
from segue.errors import SegueError
from segue.settings import PROJECT_ROOT, settings
from tests.ingestion.conftest import ignore_progress
from tests.ingestion.lastfm.test_files import TABLES

FIXTURES = PROJECT_ROOT / "tests" / "fixtures"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings(), "home", tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def load_all(raw_url):
    def load(*paths, **options):
        return ingestion.import_paths(list(paths), raw_url, progress=ignore_progress, **options)

    return load


@pytest.fixture
def archive(tmp_path):
    """Return a zip with a playlist of Exportify, scrobbles, and a file of nothing."""
    path = tmp_path / "mine.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(FIXTURES / "tracks" / "exportify_net.csv", "lists/evening.csv")
        packed.writestr("scrobbles.csv", TABLES["ghan"] + "soon,,Ida,,,,Low,\n")
        packed.writestr("notes.txt", "just words\n")
    return path


def test_each_file_is_loaded_by_its_source(load_all, query, archive, tmp_path):
    summary = load_all(archive, FIXTURES / "history", below=tmp_path)
    assert [run.source for run in summary.runs] == ["tracks", "history", "lastfm"]
    assert query("select name from raw.playlists where _provider = 'exportify_net'") == [
        ("evening",)
    ]
    assert summary.rows > 0
    assert not summary.is_unchanged
    names = [file.path for run in summary.runs for file in run.files]
    assert "mine.zip/evening.csv" in names
    assert summary.problems[0].startswith("mine.zip/notes.txt: expected a file of a known source")
    assert any(each.startswith("mine.zip/scrobbles.csv, line 4") for each in summary.problems)
    assert json.dumps(summary.as_dict(), default=str)


def test_a_second_import_changes_nothing(load_all, contents, archive):
    load_all(archive)
    before = contents()
    again = load_all(archive)
    assert again.is_unchanged
    assert contents() == before


def test_nothing_unpacked_is_left_behind(load_all, archive, own_home, monkeypatch):
    (own_home / "imports" / "unpacked" / "0").mkdir(parents=True)
    (own_home / "imports" / "unpacked" / "0" / "of_a_killed_one.csv").write_text("x")
    load_all(archive)
    assert not (own_home / "imports" / "unpacked").exists()

    def fail(*_, **__):
        raise SegueError("expected a database, got none")

    monkeypatch.setattr(imports, "run", fail)
    with pytest.raises(SegueError):
        load_all(archive)
    assert not (own_home / "imports" / "unpacked").exists()


def test_it_reports_before_the_first_source_and_after_each(load_all, archive):
    reported = []
    load_all(archive, report=lambda summary: reported.append([run.source for run in summary.runs]))
    assert reported == [[], ["tracks"], ["tracks", "lastfm"]]


def test_files_that_nothing_reads_fail_the_import(load_all, tmp_path, contents):
    path = tmp_path / "notes.txt"
    path.write_text("just words\n")
    before = contents()
    summary = load_all(path)
    assert (summary.exit_code, summary.runs) == (1, [])
    assert list(summary.unknown) == [str(path)]
    assert contents() == before


def test_an_import_that_was_killed_is_finished_by_the_next(
    load_all, raw_url, archive, loaded_rows, wipe, own_home, tmp_path
):
    shutil.copytree(FIXTURES / "history", tmp_path / "data")
    paths = [archive, tmp_path / "data"]
    load_all(*paths)
    expected = loaded_rows()
    code = "import sys, pathlib, ingestion; ingestion.import_paths([*map(pathlib.Path, sys.argv[2:])], sys.argv[1])"  # noqa: E501
    for wait_s in (0.5, 0.9, 1.3):
        wipe()
        child = subprocess.Popen(
            [sys.executable, "-c", code, raw_url, *map(str, paths)], cwd=PROJECT_ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "SEGUE_HOME": str(own_home)},
        )  # fmt: skip
        time.sleep(wait_s)
        child.send_signal(signal.SIGKILL)
        child.wait()
        load_all(*paths)
        assert loaded_rows() == expected
