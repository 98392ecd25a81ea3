"""`segue import`, and the files that were sent to the API: each ends as done or failed."""

import time
import zipfile
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner

import api
import ingestion
from api.imports.queue import ImportQueue
from segue.cli import app, imports, start_imports
from segue.cli.imports import load_waiting
from segue.errors import SegueError
from segue.settings import PROJECT_ROOT, settings
from tests.ingestion.conftest import database

FIXTURES = PROJECT_ROOT / "tests" / "fixtures"
TRACKS = FIXTURES / "tracks" / "exportify_net.csv"


@pytest.fixture(scope="module")
def module_url(database_url, server):
    with database(server) as url:
        api.migrate(url)
        yield url


@pytest.fixture
def url(module_url, tmp_path, monkeypatch):
    for name, value in {"home": tmp_path, "database_url": module_url}.items():
        monkeypatch.setattr(settings(), name, value)
    with psycopg.connect(module_url, autocommit=True) as connection:
        connection.execute("truncate app.imports, raw.tracks, raw.playlists, raw.playlist_items")
    return module_url


@pytest.fixture
def query(url):
    def ask(statement):
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()

    return ask


@pytest.fixture
def built(monkeypatch):
    """Return the list that grows with each build."""
    builds = []
    monkeypatch.setattr(imports, "build_unless_current", lambda *_: builds.append(1))
    return builds


@pytest.fixture
def upload(url):
    """Return a function that puts a file where the API puts it."""

    def put(name, content, *, with_build=False):
        import_id = uuid4()
        place = settings().uploads / str(import_id)
        place.mkdir(parents=True)
        (place / name).write_bytes(content)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "insert into app.imports (import_id, file_name, size_bytes, with_build)"
                " values (%s, %s, %s, %s)",
                (import_id, name, len(content), with_build),
            )
        return import_id

    return put


STATES = "select file_name, state, error from app.imports order by created_at"


def test_what_waits_is_loaded_and_its_file_removed(url, upload, query, built):
    upload("evening.csv", TRACKS.read_bytes(), with_build=True)
    upload("other.csv", b"station,frequency\none,98.3\n", with_build=True)
    load_waiting(url, ImportQueue(url))
    assert query(STATES) == [("evening.csv", "done", None), ("other.csv", "failed", None)]
    assert query("select name from raw.playlists") == [("evening",)]
    rows, number, problems = query(
        "select rows_read, number_of_problems, problems from app.imports order by created_at"
    )[1]
    assert (rows, number) == (0, 1)
    assert problems[0].startswith("other.csv: expected a file of a known source")
    assert query("select rows_read > 0 from app.imports order by created_at limit 1") == [(True,)]
    assert built == [1]  # nothing came of the other one
    news = query("select report -> 'new_songs' from app.imports order by created_at")
    assert news == [(0,), (None,)]  # there are no marts
    assert not list(settings().uploads.rglob("*.csv"))


def test_forgetting_a_source_takes_the_reports_that_quote_its_rows(url, upload, query, built):
    upload("evening.csv", TRACKS.read_bytes())
    upload("other.csv", b"station,frequency\none,98.3\n")
    load_waiting(url, ImportQueue(url))
    upload("waiting.csv", TRACKS.read_bytes())
    assert ingestion.forget("tracks", url).tables["app.imports"] == 1
    names = query("select file_name from app.imports order by created_at")
    assert names == [("other.csv",), ("waiting.csv",)]
    assert "app.imports" not in ingestion.forget("tracks", url).tables


def test_a_failure_is_stored_and_the_others_are_loaded(url, upload, query, built, monkeypatch):
    upload("a.csv", TRACKS.read_bytes())
    upload("b.csv", TRACKS.read_bytes())
    upload("c.csv", TRACKS.read_bytes())
    whole = ingestion.import_paths
    faults = iter([SegueError("expected a database, got none"), ValueError("secret"), None])

    def load(*arguments, **options):
        if (fault := next(faults)) is not None:
            raise fault
        return whole(*arguments, **options)

    monkeypatch.setattr(ingestion, "import_paths", load)
    load_waiting(url, ImportQueue(url))
    assert query(STATES) == [
        ("a.csv", "failed", "expected a database, got none"),
        ("b.csv", "failed", "expected to load the file, got ValueError; see the log"),
        ("c.csv", "done", None),
    ]


def test_what_a_killed_process_left_is_loaded_again_but_not_for_ever(url, upload, query, built):
    upload("a.csv", TRACKS.read_bytes())
    queue = ImportQueue(url)
    assert queue.take().attempts == 1  # by a process that was killed then
    load_waiting(url, queue)
    assert query(STATES) == [("a.csv", "done", None)]
    upload("b.csv", TRACKS.read_bytes())
    for _ in range(3):
        queue.take()
    load_waiting(url, queue)
    assert "a process that was killed 3 times" in query(STATES)[1][2]


def test_a_file_that_is_gone_is_said(url, upload, query, built):
    import_id = upload("a.csv", b"")
    (settings().uploads / str(import_id) / "a.csv").unlink()
    load_waiting(url, ImportQueue(url))
    assert query(STATES)[0][2] == "expected the file that was sent, got none; send it again"


def test_a_build_that_fails_keeps_what_was_loaded(url, upload, query, monkeypatch):
    def fail(*_):
        raise SegueError("expected dbt to build, got a failed test")

    monkeypatch.setattr(imports, "build_unless_current", fail)
    upload("a.csv", TRACKS.read_bytes(), with_build=True)
    load_waiting(url, ImportQueue(url))
    assert query(STATES) == [("a.csv", "failed", "expected dbt to build, got a failed test")]
    assert query("select count(*) > 0, (select report is not null from app.imports) from raw.tracks"
                 ) == [(True, True)]  # fmt: skip


def test_the_command_loads_whatever_it_is_given(url, query, tmp_path, built):
    archive = tmp_path / "mine.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(TRACKS, "evening.csv")
        packed.writestr("notes.txt", "just words\n")
    answer = CliRunner().invoke(app, ["import", str(archive), "--build"])
    assert answer.exit_code == 0, answer.output
    assert "Ingested tracks" in answer.output
    assert "mine.zip/notes.txt: expected a file of a known source" in answer.output
    assert built == [1]
    assert query("select name from raw.playlists") == [("evening",)]


def test_the_command_fails_when_nothing_can_be_loaded(url, tmp_path, built):
    (tmp_path / "notes.txt").write_text("just words\n")
    answer = CliRunner().invoke(app, ["import", str(tmp_path / "notes.txt"), "--build"])
    assert answer.exit_code == 1
    assert "nothing was loaded" in answer.output
    assert built == []


@pytest.mark.parametrize("arguments", [[], ["a.csv", "--waiting"]])
def test_files_and_waiting_exclude_each_other(arguments, url):
    answer = CliRunner().invoke(app, ["import", *arguments])
    assert "expected files, or --waiting" in str(answer.exception)


def test_the_command_may_look_for_files_for_a_while(url, upload, query, built, monkeypatch):
    monkeypatch.setattr(imports, "LOOK_EVERY_S", 0.05)
    looked = []
    is_empty = ImportQueue.is_empty

    def look(queue):
        if len(looked) == 1:
            upload("late.csv", TRACKS.read_bytes())
        looked.append(1)
        return is_empty(queue)

    monkeypatch.setattr(ImportQueue, "is_empty", look)
    answer = CliRunner().invoke(app, ["import", "--waiting", "--for", "0.3"])
    assert answer.exit_code == 0, answer.output
    assert query(STATES) == [("late.csv", "done", None)]


def test_a_server_that_starts_goes_on_with_what_is_left(url, upload, query, monkeypatch):
    started = []
    monkeypatch.setattr(start_imports, "start_imports", lambda: started.append(1))
    start_imports.start_unfinished_imports(url)
    upload("a.csv", TRACKS.read_bytes())
    start_imports.start_unfinished_imports(url)
    assert started == [1]
    monkeypatch.setattr(settings(), "imports", "pipeline")
    start_imports.start_unfinished_imports(url)
    assert started == [1]


def test_the_process_that_is_started_loads_what_waits(url, upload, query, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGUE_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", url)
    upload("a.csv", TRACKS.read_bytes())
    start_imports.start_imports()
    until = time.monotonic() + 60
    while query(STATES)[0][1] != "done" and time.monotonic() < until:
        time.sleep(0.2)
    assert query(STATES) == [("a.csv", "done", None)]
