"""Files that are sent: kept whole until they are loaded, within limits, by the owner alone."""

import io
import os
import time
from collections import namedtuple
from uuid import UUID

import psycopg
import pytest

from api.accounts.accounts import add_account
from api.http import slow_bodies
from api.http.access import EXTENSION
from api.imports import routes, uploads
from api.imports.queue import ImportQueue
from api.imports.routes import START_IMPORTS
from segue.settings import settings

IMPORTS = "/api/v1/imports"
FILE = {"content_type": "application/octet-stream"}
CHUNKED = {"Transfer-Encoding": "chunked"}


@pytest.fixture(scope="session")
def imports_url(make_catalogue):
    return make_catalogue("segue_import_tests")


@pytest.fixture
def started():
    """Return the list that grows when files are to be loaded."""
    return []


@pytest.fixture
def app(make_app, imports_url, started, tmp_path, monkeypatch):
    monkeypatch.setattr(settings(), "upload_dir", tmp_path / "uploads")
    with psycopg.connect(imports_url, autocommit=True) as connection:
        connection.execute("truncate app.accounts, app.imports cascade")
    made = make_app(imports_url)
    made.config[START_IMPORTS] = lambda: started.append(1)
    return made


@pytest.fixture
def queue(imports_url):
    return ImportQueue(imports_url)


def send(client, name="mine.zip", body=b"content", **options):
    query = {"file_name": name} | options
    return client.post(IMPORTS, query_string=query, data=body, **FILE)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_stored_and_waits(client, started, queue, tmp_path):
    answer = send(client)
    assert answer.status_code == 202
    assert (answer.json["state"], answer.json["size_bytes"]) == ("waiting", 7)
    assert started == [1]
    waiting = queue.take()
    assert (waiting.file_name, waiting.with_build, waiting.attempts) == ("mine.zip", True, 1)
    assert waiting.path(settings().uploads).read_bytes() == b"content"
    found = client.get(f"{IMPORTS}/{waiting.import_id}").json
    assert found["state"] == "loading"
    assert client.get(IMPORTS).json["items"] == [found]
    assert (tmp_path / "uploads" / str(waiting.import_id)).stat().st_mode & 0o777 == 0o700


def test_the_build_may_be_left_out(client, queue):
    send(client, build="false")
    assert queue.take().with_build is False


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kit\\list.csv", "list.csv"),
        ("..", "file"),
        (".bashrc", "bashrc"),
        ("Möwe & Wal (2).csv", "Möwe & Wal (2).csv"),
        ("a\nb;rm -rf *.csv", "a_b_rm -rf _.csv"),
        ("x" * 250 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_never_a_path(name, stored, client, tmp_path):
    answer = send(client, name)
    assert answer.json["file_name"] == stored
    (file,) = files(tmp_path)
    assert file == tmp_path / "uploads" / answer.json["import_id"] / stored


def test_a_body_that_ends_early_leaves_nothing(tmp_path):
    with pytest.raises(uploads.BodyTooShort, match="expected 9 bytes, got 4; send the file again"):
        uploads.store_upload(io.BytesIO(b"half"), 9, tmp_path, UUID(int=1), "a.csv")
    assert files(tmp_path) == []


def test_a_file_that_cannot_be_noted_is_removed(client, monkeypatch, tmp_path):
    def fail(*_):
        raise psycopg.OperationalError("the database is gone")

    monkeypatch.setattr(routes, "store_import", fail)
    assert send(client).status_code in (500, 503)
    assert files(tmp_path) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, monkeypatch, tmp_path):
    monkeypatch.setattr(settings(), "max_upload_mb", 1)
    answer = send(client, body=b"x" * ((1 << 20) + 1))
    assert answer.status_code == 413
    assert "at most 1 MiB" in answer.json["detail"]
    assert files(tmp_path) == []


def test_a_file_may_be_larger_than_other_bodies(client, tmp_path):
    body = b"x" * 3_000_000
    assert send(client, body=body).status_code == 202
    assert files(tmp_path)[0].read_bytes() == body


def test_a_full_disk_is_said_before_a_file_is_taken(client, monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: usage(10, 9, 1))
    answer = send(client)
    assert answer.status_code == 503
    assert "set SEGUE_UPLOAD_DIR" in answer.json["detail"]
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "status", "detail"),
    [
        ({"content_type": "application/json", "data": "{}"}, 415, "application/octet-stream"),
        ({"content_type": "multipart/form-data", "data": {"a": "b"}}, 415, "the file itself"),
        ({**FILE, "data": b"x", "headers": {"Origin": "http://evil.example"}}, 403, "evil"),
        ({**FILE, "data": b"x", "headers": CHUNKED}, 411, "Content-Length"),
    ],
)
def test_other_bodies_are_refused(options, status, detail, client, tmp_path):
    answer = client.post(IMPORTS, query_string={"file_name": "a"}, **options)
    assert answer.status_code == status
    assert detail in answer.json["detail"]
    assert files(tmp_path) == []


def test_a_name_is_needed(client):
    assert client.post(IMPORTS, data=b"x", **FILE).status_code == 422


def test_too_many_files_wait(client, monkeypatch):
    monkeypatch.setattr(routes, "MOST_WAITING", 1)
    assert send(client).status_code == 202
    answer = send(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_server_may_take_no_files(client, app, monkeypatch):
    del app.config[START_IMPORTS]
    assert send(client).status_code == 409
    monkeypatch.setattr(settings(), "imports", "pipeline")  # which loads them itself
    assert send(client).status_code == 202
    monkeypatch.setattr(settings(), "imports", "off")
    assert send(client).status_code == 409


def test_once_there_are_accounts_only_the_owner_sends_files(client, app):
    assert send(client).status_code == 202
    with app.app_context():
        add_account("somebody", is_owner=True)
    app.extensions.pop(EXTENSION)
    assert send(client).status_code == 401
    assert client.get(IMPORTS).status_code == 401


def test_others_in_the_network_are_not_the_owner(client, monkeypatch):
    monkeypatch.setattr(settings(), "host", "0.0.0.0")
    monkeypatch.setattr(settings(), "anonymous", "on")
    assert send(client).status_code == 401


def test_what_was_loaded_is_shown_and_removed_from_the_list(client, queue):
    import_id = send(client).json["import_id"]
    address = f"{IMPORTS}/{import_id}"
    assert client.delete(address).status_code == 409
    queue.take()
    counts = {"found": 3, "new": 2, "changed": 0, "unchanged": 1, "missing": 0, "deferred": 0}
    run = {"source": "tracks", "status": "done", "number_of_problems": 2, "problems": ["x"],
           "tables": {"tracks": counts | {"failed": 2}, "albums": dict.fromkeys(counts, 0) |
                      {"failed": 0}}}  # fmt: skip
    sentences = [f"a.csv, line {number}: expected a name" for number in range(3)]
    queue.note_report(import_id, {"runs": [run], "unknown": {"b.txt": "no source"}}, sentences)
    assert client.get(address).json["new_songs"] is None
    assert queue.count_songs() > 0
    queue.note_new_songs(import_id, 2)
    queue.end(import_id, None, is_done=True)
    found = client.get(address).json
    assert (found["state"], found["new_songs"], found["number_of_problems"]) == ("done", 2, 3)
    assert found["sources"] == [
        {"source": "tracks", "status": "done", "tables": [
            {"table": "tracks", "found": 3, "new": 2, "changed": 0, "unchanged": 1, "missing": 0,
             "failed": 2}]}
    ]  # fmt: skip
    first = client.get(f"{address}/problems", query_string={"limit": 2}).json
    assert [item["detail"] for item in first["items"]] == sentences[:2]
    rest = client.get(f"{address}/problems", query_string={"cursor": first["next_cursor"]}).json
    assert ([item["detail"] for item in rest["items"]], rest["next_cursor"]) == (
        sentences[2:],
        None,
    )
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/problems").status_code == 404
    assert client.delete(address).status_code == 204


def test_files_without_a_row_and_those_of_ended_imports_are_removed(client, queue, tmp_path):
    folder = settings().uploads
    ids = [send(client).json["import_id"] for _ in range(2)]
    queue.end(ids[0], "expected a file", is_done=False)
    (folder / "arrives").mkdir()
    (folder / "left").mkdir()
    long_ago = time.time() - 2 * 3_600
    os.utime(folder / "left", (long_ago, long_ago))
    queue.remove_orphans(folder)
    assert {path.name for path in folder.iterdir()} == {ids[1], "arrives"}


def test_a_long_body_has_to_go_on_arriving_and_not_to_arrive_at_once(monkeypatch):
    noted = []

    class Waits:
        def note(self, since, _):
            noted.append(since)
            return slow_bodies.contextmanager(lambda: iter([None]))()

    body = slow_bodies._TimedBody(io.BytesIO(b"abcd"), Waits(), ("a", 1))
    clock = iter([1.0, 2.0, 3.0])
    monkeypatch.setattr(slow_bodies.time, "monotonic", lambda: next(clock))
    body.read(1)
    body.read(1)
    assert noted == [1.0, 1.0]
    slow_bodies.allow_long_body({"wsgi.input": body})
    body.read(1)
    assert noted == [1.0, 1.0, 2.0]
    slow_bodies.allow_long_body({"wsgi.input": io.BytesIO()})
