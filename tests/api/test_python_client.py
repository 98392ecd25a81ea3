"""The Python client has each operation of the API, current types, and says what went wrong."""

import inspect
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from apiflask import APIFlask
from segue_client import NotReachable, Problem, Segue
from werkzeug.serving import make_server

from api.__main__ import openapi_document
from segue.settings import PROJECT_ROOT

SONG = "1111111111111111111111"  # of marts.sql
TYPES = PROJECT_ROOT / "clients" / "python" / "segue_client" / "types.py"


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Any], str]]:
    """Return a function that serves a WSGI app on loopback and returns its URL."""
    servers = []

    def start(app: Any) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture
def segue(app: APIFlask, serve: Callable[[Any], str]) -> Iterator[Segue]:
    with Segue(serve(app)) as client:
        yield client


def test_each_operation_is_a_method():
    paths = openapi_document()["paths"].values()
    operations = {
        operation["operationId"]
        for path in paths
        for method, operation in path.items()
        if method != "parameters"
    }
    methods = {name for name, _ in inspect.getmembers(Segue, inspect.isfunction)}
    missing = sorted(operations - methods)
    assert not missing, f"expected a method of segue_client.Segue for each of {missing}"


def test_the_types_are_those_of_the_api(tmp_path: Path):
    made = tmp_path / "types.py"
    document = subprocess.run(
        [sys.executable, "-m", "api", "openapi"],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    programs = Path(sys.executable).parent
    subprocess.run(
        [programs / "datamodel-codegen", "--output", made],
        cwd=PROJECT_ROOT,
        input=document,
        check=True,
    )
    subprocess.run(
        [programs / "ruff", "format", "--quiet", "--config", PROJECT_ROOT / "pyproject.toml", made],
        check=True,
    )
    assert made.read_text() == TYPES.read_text(), "expected current types: run `make client`"


def test_tracks_are_found_page_by_page(segue: Segue):
    every = [track["track_id"] for track in segue.iterate_tracks()]
    assert len(every) == len(set(every)) > 20
    assert segue.search_tracks(q="one more time")["items"][0]["track_id"] == SONG
    assert segue.get_track(SONG)["audio_features"] is not None
    assert "house" in [each["genre"] for each in segue.list_genres()["items"]]
    assert segue.list_artist_tracks("band", without="t01", limit=5)["items"]


def test_verdicts_are_stored_for_the_session_alone(segue: Segue, app: APIFlask, serve):
    first = segue.get_recommendations(SONG, limit=5)["items"][0]["track"]["track_id"]
    assert segue.put_feedback(first, "dislike")["verdict"] == "dislike"
    rows = segue.get_recommendations(SONG, limit=5, use_feedback=True)["items"]
    assert first not in [item["track"]["track_id"] for item in rows]
    with Segue(serve(app)) as other:
        assert other.list_feedback()["items"] == []
    assert [entry["track"]["track_id"] for entry in segue.list_feedback()["items"]] == [first]
    segue.delete_feedback(first)
    assert segue.list_feedback()["items"] == []


def test_artists_can_be_left_out_and_let_in(segue: Segue):
    segue.put_artist_feedback("band")
    assert len(segue.list_artist_feedback()["items"]) == 1
    segue.delete_artist_feedback("band")
    segue.put_feedback("t01", "like")
    segue.delete_all_feedback()
    assert segue.list_artist_feedback()["items"] == segue.list_feedback()["items"] == []


def test_plays_are_kept_and_deleted(segue: Segue):
    now = datetime.now(UTC).isoformat()
    play_id = str(uuid4())
    segue.put_play(play_id, {"track_id": "t01", "started_at": now, "played_ms": 31_000})
    assert [play["play_id"] for play in segue.get_plays()["items"]] == [play_id]
    segue.delete_all_plays()
    assert segue.get_plays()["items"] == []
    assert segue.get_players("t01")["file_url"] is None
    with pytest.raises(Problem, match="SEGUE_LIBRARY"):
        segue.get_audio("t01")


def test_a_list_of_several_seeds(segue: Segue):
    answer = segue.post_recommendations(
        {"seeds": [{"track_id": SONG}, {"track_id": "t05"}], "limit": 7, "use_feedback": False}
    )
    assert [item["rank"] for item in answer["items"]] == [*range(1, 8)]


def test_the_state_of_the_server(segue: Segue):
    assert segue.get_readiness()["status"] == segue.get_health()["status"] == "ok"
    with pytest.raises(Problem) as caught:
        segue.get_quality(run_id="unknown")
    assert caught.value.status == 404 and caught.value.detail


def test_a_problem_names_the_part_of_the_request_that_is_wrong(segue: Segue):
    with pytest.raises(Problem, match="limit") as caught:
        segue.get_recommendations(SONG, limit=0)
    assert caught.value.status == 422
    assert caught.value.errors[0]["field"] == "limit"
    with pytest.raises(Problem, match="404"):
        segue.get_track("a/b?c")


def test_a_busy_server_is_asked_again_and_a_write_of_unknown_end_is_not_repeated(serve):
    asked: list[str] = []

    def busy_twice(environ, start_response):
        asked.append(environ["REQUEST_METHOD"])
        if len(asked) <= 2:
            start_response("503 Service Unavailable", [("Retry-After", "0")])
            return [b"later"]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"items": []}']

    with Segue(serve(busy_twice)) as segue:
        assert segue.list_feedback()["items"] == []
        assert asked == ["GET"] * 3
        asked.clear()
        with pytest.raises(Problem, match="503"):
            segue.post_recommendations({})
        assert asked == ["POST"]


def test_a_client_waits_no_longer_than_asked(serve):
    def busy(environ, start_response):
        start_response("503 Service Unavailable", [("Retry-After", "3600")])
        return [b"later"]

    start = time.monotonic()
    with Segue(serve(busy), wait_s=5) as segue, pytest.raises(Problem, match="503"):
        segue.get_readiness()
    assert time.monotonic() - start < 60


def test_no_server_is_an_error_that_names_the_address():
    with (
        Segue("http://127.0.0.1:9", wait_s=0) as segue,
        pytest.raises(NotReachable, match="segue serve"),
    ):
        segue.get_health()
