"""The API on a primary with two standbys: current reads, own verdicts at once, and failovers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import text

import api
import api.db.database as database
import api.db.servers
import segue.watchdog
from segue.settings import settings
from tests.api.conftest import MARTS
from tests.streaming import ADDRESSES, Streaming, wait_for

NAME = "segue_api_cluster"
FEEDBACK = "/api/v1/feedback"
LIST = f"/api/v1/tracks/{'1' * 22}/recommendations"
# as a build stores them; the marts of these tests were made by hand
VERSIONS = """
create schema observability;
create table observability.versions (
    name text primary key, relation oid not null, version text not null
);
create table observability.unfinished_builds (invocation_id text primary key);
insert into observability.versions
select 'marts.' || relname, oid, 'first' from pg_class
where relnamespace = 'marts'::regnamespace and relkind = 'r';
alter table marts.dim_audio_features {columns};
"""
NEW_BUILD = """
begin;
update marts.track_vectors set model_version = '{name}';
update observability.versions set version = '{name}' where name = 'marts.track_vectors';
commit;
"""


@pytest.fixture(scope="module")
def cluster(streaming: Streaming) -> Streaming:
    """Return the servers, with a database that has the small catalogue."""
    streaming.execute(streaming.primary, f"create database {NAME}")
    api.migrate(streaming.url(database=NAME))
    from api.tracks.audio_features import AudioFeatures

    features = AudioFeatures.model_fields
    columns = ", ".join(f"add column if not exists af_{one} double precision" for one in features)
    for statements in (Path(MARTS).read_text(), VERSIONS.format(columns=columns)):
        streaming.execute(streaming.primary, statements, NAME)
    return streaming


@pytest.fixture(autouse=True)
def whole(cluster: Streaming) -> Iterator[None]:
    """Join the servers that a test killed."""
    yield
    cluster.join_missing()


@pytest.fixture
def app(
    cluster: Streaming, make_app: Callable[..., APIFlask], monkeypatch: pytest.MonkeyPatch
) -> Iterator[APIFlask]:
    """Return an app over all servers that has seen them."""
    monkeypatch.setattr(api.db.servers, "POLL_S", 0.1)
    for module, name, value in (
        (segue.watchdog, "INTERVAL_S", 0.2),
        (segue.watchdog, "ANSWER_WITHIN_S", 0.5),
        (api.db.servers, "SILENT_S", 1.0),
        (database, "SILENT_S", 1.0),
    ):
        monkeypatch.setattr(module, name, value)
    app = make_app(cluster.url(database=NAME))
    app.test_client_class = FlaskClient  # the other tests compare with the document

    @app.get("/server")
    @app.doc(hide=True)
    def server() -> str:
        return str(database.fetch_value(text("select host(inet_server_addr())")))

    servers = app.extensions[database.EXTENSION]
    servers.start()
    standbys = {f"{ADDRESSES[name]}:{cluster.port}" for name in cluster.standbys}
    wait_for(
        lambda: {servers.wait_for_reader(0) for _ in range(30)} == standbys,
        "all standbys to answer",
    )
    yield app
    servers.stop()
    with app.app_context():
        for engine in database.db.engines.values():
            engine.dispose()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def servers_of(client: FlaskClient) -> set[str]:
    """Return the servers that answer some requests."""
    names = {address: name for name, address in ADDRESSES.items()}
    return {names[client.get("/server").text] for _ in range(30)}


def like(client: FlaskClient, track_id: str, verdict: str = "like") -> Any:
    return client.put(f"{FEEDBACK}/{track_id}", json={"verdict": verdict})


def liked(client: FlaskClient) -> set[str]:
    answer = client.get(f"{FEEDBACK}?limit=100")
    assert answer.status_code == 200, answer.json
    return {item["track_id"] for item in answer.json["items"]}


def test_reads_spread_over_the_standbys(client: FlaskClient, cluster: Streaming) -> None:
    assert servers_of(client) == set(cluster.standbys)


def test_listeners_see_their_own_verdicts_while_the_standbys_lag(
    app: APIFlask, client: FlaskClient, cluster: Streaming
) -> None:
    app.extensions[database.EXTENSION]._max_lag_s = 60  # the lag alone excludes no standby
    with ExitStack() as paused:
        for name in cluster.standbys:
            paused.enter_context(cluster.paused(name))
        assert like(client, "t01").status_code == 200
        assert servers_of(client) == {cluster.primary}
        assert liked(client) == {"t01"}
        forged = app.test_client()
        forged.set_cookie("segue_written", "99999999999.forged")
        assert servers_of(forged) <= set(cluster.standbys)
    assert client.delete(f"{FEEDBACK}/t01").status_code == 204
    assert liked(client) == set()


def test_a_standby_that_lags_too_much_gets_no_reads(
    client: FlaskClient, cluster: Streaming, monkeypatch: pytest.MonkeyPatch, app: APIFlask
) -> None:
    app.extensions[database.EXTENSION]._max_lag_s = 0.5
    lagging, other = cluster.standbys
    with cluster.paused(lagging):
        like(app.test_client(), "t02")
        wait_for(lambda: servers_of(client) == {other}, "the other standby to answer")
        with cluster.paused(other):
            like(app.test_client(), "t03")
            wait_for(lambda: servers_of(client) == {cluster.primary}, "the primary to answer")
    wait_for(lambda: servers_of(client) == {lagging, other}, "both standbys to answer")


def test_reads_go_on_when_a_standby_is_killed(client: FlaskClient, cluster: Streaming) -> None:
    lost, other = cluster.standbys
    servers_of(client)  # connections to both
    killing = threading.Timer(0.1, cluster.kill, [lost])
    killing.start()
    statuses = [client.get(LIST).status_code for _ in range(60)]
    killing.join()
    assert set(statuses + [client.get(LIST).status_code for _ in range(20)]) == {200}
    assert servers_of(client) == {other}


def test_reads_go_on_when_a_standby_is_frozen(client: FlaskClient, cluster: Streaming) -> None:
    frozen, other = cluster.standbys
    servers_of(client)
    with cluster.frozen(frozen):
        assert {client.get(LIST).status_code for _ in range(40)} == {200}
        assert servers_of(client) == {other}
    wait_for(lambda: servers_of(client) == {frozen, other}, "both standbys to answer again")


def test_a_failover_is_a_503_for_writers_and_nothing_for_readers(
    app: APIFlask, client: FlaskClient, cluster: Streaming
) -> None:
    other = app.test_client()
    assert like(client, "t04").status_code == 200
    cluster.wait_until_equal()
    former, promoted = cluster.primary, cluster.standbys[0]
    cluster.kill(former)
    refused = like(other, "t05")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "again in some seconds" in refused.json["detail"]
    assert liked(client) == {"t04"}
    assert client.get(LIST).status_code == 200
    cluster.promote(promoted)
    wait_for(lambda: like(other, "t05").status_code == 200, "writes to the new primary")
    assert liked(other) == {"t05"}
    assert liked(client) == {"t04"}
    cluster.join(former)
    wait_for(lambda: servers_of(app.test_client()) == set(cluster.standbys), "both standbys")


def test_a_write_to_a_frozen_primary_ends(client: FlaskClient, cluster: Streaming) -> None:
    assert like(client, "t06").status_code == 200
    with cluster.frozen(cluster.primary):
        for _ in range(3):
            answer = like(client, "t07")
            assert answer.status_code == 503
            assert "Retry-After" in answer.headers
        assert client.get(LIST).status_code == 200
    wait_for(lambda: like(client, "t07").status_code == 200, "the primary to take writes again")
    assert liked(client) == {"t06", "t07"}


def test_a_write_that_no_standby_confirms_is_not_acknowledged(
    client: FlaskClient, cluster: Streaming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WRITE_WITHIN_S", 1.5)
    like(client, "t08")  # a profile, and a connection
    cluster.execute(cluster.primary, "alter system set synchronous_standby_names = 'nobody'")
    cluster.execute(cluster.primary, "select pg_reload_conf()")
    try:
        # the primary takes the setting up a moment later
        answers = [like(client, "t09")]
        while answers[-1].status_code == 200 and len(answers) < 50:
            answers.append(like(client, "t09"))
        answer = answers[-1]
        assert answer.status_code == 503
        assert "send the request again" in answer.json["detail"]
    finally:
        cluster.execute(cluster.primary, "alter system reset synchronous_standby_names")
        cluster.execute(cluster.primary, "select pg_reload_conf()")
    assert like(client, "t09").status_code == 200
    assert liked(client) == {"t08", "t09"}


def model_version(client: FlaskClient) -> str:
    """Return which build the index was loaded from."""
    answer = client.get(LIST)
    assert answer.status_code == 200, answer.json
    return str(answer.json["model_version"])


def test_a_new_build_is_taken_up_from_a_standby_that_has_it_and_never_given_up(
    app: APIFlask, client: FlaskClient, cluster: Streaming
) -> None:
    app.extensions[database.EXTENSION]._max_lag_s = 60  # the lag alone excludes no standby
    before = model_version(client)
    lagging, current = cluster.standbys
    with cluster.paused(lagging):
        cluster.execute(cluster.primary, NEW_BUILD.format(name="second"), NAME)
        versions = [model_version(client) for _ in range(60)]
        assert set(versions) <= {before, "second"}
        first = versions.index("second")
        assert set(versions[first:]) == {"second"}
        # rows beside the new index come from servers that have the new build
        assert servers_of(client) <= {current, cluster.primary}
    wait_for(lambda: servers_of(client) == {lagging, current}, "both standbys to answer")
    assert model_version(client) == "second"


def test_a_build_is_taken_up_when_it_has_ended(client: FlaskClient, cluster: Streaming) -> None:
    before = model_version(client)
    cluster.execute(
        cluster.primary, "insert into observability.unfinished_builds values ('third')", NAME
    )
    cluster.execute(cluster.primary, NEW_BUILD.format(name="third"), NAME)
    cluster.wait_until_equal()
    assert model_version(client) == before
    cluster.execute(cluster.primary, "delete from observability.unfinished_builds", NAME)
    cluster.wait_until_equal()
    assert model_version(client) == "third"


def test_a_server_that_starts_during_a_failover_reads(
    cluster: Streaming, make_app: Callable[..., APIFlask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.db.servers, "POLL_S", 0.1)
    settings.cache_clear()
    former, promoted = cluster.primary, cluster.standbys[0]
    cluster.kill(former)
    app = make_app(cluster.url(database=NAME))
    try:
        assert app.test_client().get(LIST).status_code == 200
    finally:
        app.extensions[database.EXTENSION].stop()
        cluster.promote(promoted)
