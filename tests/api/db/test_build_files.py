"""Files of a build: mapped answers are those in memory, and only complete folders are used."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from apiflask import APIFlask

import api
from api.db import build_files, followed_build
from api.db.build_files import find_folder, make_folder, open_folder, remove_unused
from api.db.builds import EXTENSION, Part
from api.db.data_version import DataVersion
from api.db.followed_build import CANNOT_WRITE, IS_BUILDING, FollowedBuild, NotLoadedError
from api.http.problems import NO_BUILD

TRACK = "1" * 22
BODY = {
    "seeds": [{"track_id": TRACK}, {"artist_id": "daft"}, {"track_id": "t02", "weight": -1}],
    "tune": {"energy": {"target": 0.5}},
    "limit": 20,
}
PATHS = (
    f"/api/v1/tracks/{TRACK}/recommendations?limit=20",
    f"/api/v1/tracks/{TRACK}/recommendations?diversity=0.4",
    "/api/v1/tracks/unknown/recommendations",
    "/api/v1/tracks?q=dft+punk",
    "/api/v1/tracks?limit=5",
    "/api/v1/genres",
)
OF_MAKER = (build_files.__file__, sys.modules["segue.array_files"].__file__)


class KilledError(BaseException):
    """Stands for a signal that ends the process."""


def _stop(_seconds: float) -> None:
    raise KilledError


def follow(app: APIFlask) -> FollowedBuild:
    """Let an app answer from mapped files."""
    source = app.extensions[EXTENSION].source = FollowedBuild(app, "")
    source.refresh()
    return source


def answers(app: APIFlask) -> list[Any]:
    client = app.test_client()
    return [client.get(path).json for path in PATHS] + [
        client.post("/api/v1/recommendations", json=BODY).json
    ]


def small_app(values: Callable[[], np.ndarray]) -> Any:
    """Return an app with one small part, which needs no table."""
    part = Part(
        "small",
        (),
        lambda _connection: values,
        lambda value, writer: (writer.write("value", value), writer.write("version", "1-a")),
        lambda reader: reader.read("value"),
    )
    app = APIFlask("small")
    app.extensions[EXTENSION] = build_files.Builds()
    app.extensions[EXTENSION].add(part)
    return app


@pytest.fixture
def without_database(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the reading of the marts by one version and the values of the small part."""
    about = build_files.About((1, 2, 3), 0)

    def load(app: APIFlask, has_older: bool) -> tuple[Any, dict[str, Any]]:
        return about, {"small": np.arange(100)}

    monkeypatch.setattr(build_files, "_load", load)


def test_mapped_files_give_the_answers_of_the_index_in_memory(make_app, api_url, maker):
    app = make_app(api_url)
    in_memory = answers(app)
    follow(app)
    assert answers(app) == in_memory
    assert maker == [False]


def test_a_second_worker_maps_the_files_of_the_first(make_app, api_url, maker):
    first, second = make_app(api_url), make_app(api_url)
    follow(first)
    follow(second)
    assert maker == [False]
    assert answers(second) == answers(first)


def test_a_new_build_is_taken_up_and_the_old_folder_removed_when_unused(
    make_app, make_catalogue, maker
):
    import psycopg

    url = make_catalogue("segue_api_build_files")
    app = make_app(url)
    source = follow(app)
    in_flight = source.current()
    with psycopg.connect(url) as connection:
        connection.execute("truncate marts.banned_tracks")  # it gets another file
    source.refresh()
    assert source.current() is not in_flight
    remove_unused()
    folders = lambda: list(build_files._folders(build_files.builds_folder()))  # noqa: E731
    assert len(folders()) == 2
    assert in_flight["index"].index.model_version == source.current()["index"].index.model_version
    del in_flight
    remove_unused()
    assert [one.name for one in folders()] == [find_folder(app, _version(source)).name]


def _version(source: FollowedBuild) -> DataVersion:
    return DataVersion(source.current().about.numbers)


def test_a_maker_that_is_killed_before_any_line_leaves_nothing_that_is_used(
    without_database, monkeypatch
):
    app = small_app(lambda: np.arange(100))
    version = DataVersion((1, 2, 3))
    monkeypatch.setattr(build_files.os, "fsync", lambda _descriptor: None)
    n_killed = 0
    for line in range(1, 10_000):
        sys.settrace(kill_before(line))
        try:
            make_folder(app, has_older=False)
            break
        except KilledError:
            n_killed += 1
        finally:
            sys.settrace(None)
        found = find_folder(app, version)
        if found is not None:  # it was killed after the last step
            assert open_folder(app, found)["small"].tolist() == list(range(100))
            found.rename(found.with_name(f"{build_files.REMOVED}{line}"))
    assert n_killed > 50
    assert open_folder(app, make_folder(app, has_older=False))["small"].tolist() == list(range(100))
    names = [one.name for one in build_files.builds_folder().iterdir()]
    assert len([name for name in names if name != "lock"]) == 1


def kill_before(line: int) -> Callable[..., Any]:
    """Return a trace function that ends the maker before its n-th line."""
    seen = 0

    def trace(frame: Any, event: str, _argument: Any) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in OF_MAKER:
            return None
        if event == "line":
            seen += 1
            if seen == line:
                raise KilledError
        return trace

    return trace


def test_without_a_folder_to_write_to_a_worker_has_a_copy_of_its_own(
    make_app, api_url, project, monkeypatch
):
    app = make_app(api_url)
    in_memory = answers(app)
    (project / "file").touch()
    for module in (build_files, followed_build):
        monkeypatch.setattr(module, "builds_folder", lambda: project / "file" / "builds")
    follow(app)
    assert answers(app) == in_memory


def test_a_maker_says_why_it_made_nothing(make_app, api_url, project, monkeypatch):
    import api.__main__

    def fail(app: APIFlask, has_older: bool) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(api.__main__, "make_folder", fail)
    monkeypatch.setattr("sys.stdin.read", lambda: api_url, raising=False)
    monkeypatch.setattr(api.__main__, "create_app", lambda _url: make_app(api_url))
    monkeypatch.setattr("os.nice", lambda _more: 0)
    with pytest.raises(SystemExit) as ended:
        api.__main__.make_files(has_older=False)
    assert ended.value.code == CANNOT_WRITE


def test_until_the_first_build_is_loaded_a_request_says_what_it_waits_for(
    make_app, api_url, monkeypatch
):
    monkeypatch.setattr(followed_build, "FIRST_WAIT_S", 0.01)
    app = make_app(api_url)
    source = app.extensions[EXTENSION].source = FollowedBuild(app, "")
    answer = app.test_client().get("/api/v1/tracks?q=a")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "being loaded" in answer.json["detail"]
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "a loaded build" in ready.json["detail"]) == (503, True)
    source._note(OSError("the disk is full"))
    with pytest.raises(NotLoadedError, match="the disk is full"):
        source.current()


def test_without_marts_a_request_says_that_there_is_no_build(make_app, make_database, monkeypatch):
    url = make_database("segue_api_without_a_build")
    api.migrate(url)
    app = make_app(url)
    source = app.extensions[EXTENSION].source = FollowedBuild(app, url)
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=_stop)
    monkeypatch.setattr(followed_build, "time", clock)
    with pytest.raises(KilledError):
        source.follow()
    answer = app.test_client().get("/api/v1/tracks?q=a")
    assert (answer.status_code, answer.json["type"]) == (503, NO_BUILD)
    assert answer.json["detail"].startswith("expected the table marts.")


def test_the_maker_gets_the_address_of_the_database(make_app, api_url, project, monkeypatch):
    sent: list[bytes] = []

    def run(_command: Any, **options: Any) -> Any:
        sent.append(options["input"])
        return type("Done", (), {"returncode": IS_BUILDING})

    monkeypatch.setattr("subprocess.run", run)
    FollowedBuild(make_app(api_url), api_url).refresh()
    assert sent == [api_url.encode()]


@pytest.mark.parametrize("error", [OSError("the disk is full"), ValueError("a damaged file")])
def test_no_error_ends_the_thread_that_takes_up_builds(
    make_app, api_url, project, monkeypatch, error
):
    class EndError(BaseException):
        pass

    rounds: list[int] = []

    def refresh() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            raise EndError
        raise error

    def lock(*_path: Any, **_options: Any) -> None:
        raise PermissionError("the disk can only be read")

    build_files.builds_folder().mkdir(parents=True)
    monkeypatch.setattr(build_files, "FileLock", lock)
    monkeypatch.setattr(followed_build, "INTERVAL_S", 0)
    monkeypatch.setattr(followed_build, "REMOVE_EVERY_S", 0)
    source = FollowedBuild(make_app(api_url), "")
    monkeypatch.setattr(source, "refresh", refresh)
    with pytest.raises(EndError):
        source.follow()
    assert source.why_not_loaded() == str(error)
