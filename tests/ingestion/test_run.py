"""One ingest as a whole: loaded twice, interrupted, run twice at once, called wrongly."""

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import ingestion
from ingestion.load.summary import RunSummary
from ingestion.load.tables import TABLES
from segue.errors import SegueError, WrongUsage
from segue.settings import settings


@pytest.mark.parametrize("source", ["tracks", "playlists", "history"])
def test_a_second_load_of_the_same_files_changes_nothing(source, load, contents, fixtures):
    first = load(source, fixtures / source)
    before = contents()
    second = load(source, fixtures / source)
    assert contents() == before
    assert second.is_unchanged
    assert first.rows == second.rows > 0
    assert all(counts.found == counts.unchanged for counts in second.tables.values())


def test_the_demo_loaded_twice_changes_nothing(load, contents):
    assert load("demo").tables["tracks"].new > 2_500
    before = contents()
    second = load("demo")
    assert second.is_unchanged
    assert contents() == before


def test_the_second_load_says_that_nothing_changed(load, fixtures, capsys):
    load("tracks", fixtures / "tracks" / "generic.csv").print()
    assert "nothing changed" not in capsys.readouterr().out
    load("tracks", fixtures / "tracks" / "generic.csv").print()
    assert "nothing changed: the database already holds all of it" in capsys.readouterr().out


def test_only_the_changed_row_is_written_again(load, query, fixtures, tmp_path):
    text = (fixtures / "tracks" / "generic.csv").read_text()
    path = tmp_path / "generic.csv"
    path.write_text(text)
    load("tracks", path)
    path.write_text(text.replace("Second Song", "Second Thoughts"))
    counts = load("tracks", path).tables["tracks"]
    assert (counts.new, counts.changed, counts.unchanged) == (0, 1, 1)
    assert query("select count(distinct _dlt_load_id) from raw.tracks") == [(2,)]
    assert query("select name from raw.tracks order by name") == [
        ("Rivers Low",), ("Second Thoughts",),
    ]  # fmt: skip


def test_every_row_says_where_it_comes_from(load, query, fixtures):
    load("tracks", fixtures / "tracks" / "generic.csv")
    [(source, provider, fetched, loads)] = query(
        "select distinct _source, _provider, _fetched_at is not null,"
        " _dlt_load_id in (select load_id from raw._dlt_loads) from raw.tracks"
    )
    assert (source, provider, fetched, loads) == ("tracks", "generic", True, True)


def test_the_figures_of_a_run_are_rows(load, query, fixtures):
    summary = load("tracks", fixtures / "tracks" / "tidytuesday.csv")
    found = query(
        "select resource, found, new, changed, unchanged, missing, deferred, failed, status"
        f" from raw._runs where run_id = '{summary.run_id}' order by resource"
    )
    assert found == [
        ("audio_features", 3, 3, 0, 0, 0, 0, 0, "done"),
        ("playlist_items", 4, 4, 0, 0, 0, 0, 0, "done"),
        ("playlists", 2, 2, 0, 0, 0, 0, 0, "done"),
        ("tracks", 3, 3, 0, 0, 0, 0, 0, "done"),
    ]


def test_an_unknown_source_is_answered_with_the_known_ones(raw_url):
    with pytest.raises(WrongUsage, match=r"demo, tracks, playlists.*got 'spotfy'"):
        ingestion.run("spotfy", [], raw_url)


def test_a_file_source_without_files_is_wrong_usage(load):
    with pytest.raises(WrongUsage, match="expected at least one file for the source tracks"):
        load("tracks")


def test_the_demo_reads_no_files(load):
    with pytest.raises(WrongUsage, match="expected no file for the source demo"):
        load("demo", Path("x.csv"))


def test_a_run_that_fails_half_way_leaves_no_row(load, contents, query, fixtures, monkeypatch):
    before = contents()

    def fail(*_: object) -> None:
        raise SegueError("expected a disk, got none")

    monkeypatch.setattr("ingestion.files.memberships.Memberships.build_batches", fail)
    with pytest.raises(SegueError, match="expected a disk, got none"):
        load("tracks", fixtures / "tracks" / "tidytuesday.csv")
    assert contents() == before
    assert query("select distinct status from raw._runs") == [("failed",)]


def test_a_load_that_fails_while_merging_leaves_no_row(load, contents, fixtures, monkeypatch):
    before = contents()
    # the package exports the function `run`, which hides the module from a dotted name
    module = importlib.import_module("ingestion.run")
    monkeypatch.setattr(module, "_write_figures", _break_in_transaction)
    with pytest.raises(SegueError, match="dlt"):
        load("tracks", fixtures / "tracks" / "generic.csv")
    monkeypatch.undo()
    assert contents() == before
    assert load("tracks", fixtures / "tracks" / "generic.csv").tables["tracks"].new == 2


def _break_in_transaction(summary: RunSummary, status: str, execute: Callable) -> None:
    if status != "failed":
        execute("select 1 / 0")


def test_two_ingests_at_once_give_what_one_after_the_other_gives(load, query, fixtures):
    summaries: list[RunSummary] = []
    threads = [
        threading.Thread(
            target=lambda: summaries.append(load("tracks", fixtures / "tracks" / "generic.csv"))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(summary.tables["tracks"].new for summary in summaries) == [0, 2]
    assert query("select count(*) from raw.tracks") == [(2,)]


def test_a_database_of_several_hosts_is_loaded_too(raw_url, query, fixtures):
    user, rest = raw_url.split("@")
    place, name = rest.split("/")
    several = f"{user}@127.0.0.1:1,{place}/{name}?target_session_attrs=read-write"
    path = fixtures / "tracks" / "generic.csv"
    assert ingestion.run("tracks", [path], several).exit_code == 0
    assert query("select count(*) from raw.tracks") == [(2,)]


def test_dlt_leaves_nothing_in_its_folder_and_stages_nothing(load, query, fixtures):
    load("tracks", fixtures / "tracks" / "generic.csv")
    assert query("select to_regnamespace('raw_staging')") == [(None,)]
    assert sorted(path.name for path in (settings().home / "dlt").iterdir()) == ["lock"]


def test_a_source_names_only_raw_tables():
    for source in ingestion.SOURCES.values():
        assert set(source.tables) <= set(TABLES)
