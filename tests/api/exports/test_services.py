"""Playlists made over HTTP in the owner's accounts, against servers shaped as the services are."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import SecretStr

import ingestion.spotify
from api.exports import service_routes
from api.exports.services import CREATE_SPOTIFY_PLAYLIST
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from segue.settings import settings
from tests.api.exports import listenbrainz_server
from tests.api.exports.conftest import DAFT
from tests.ingestion.servers.playlist_writes import Playlists, add_playlist_writes
from tests.ingestion.servers.spotify import create_server_app

EXPORT = "/api/v1/playlists/export"
BODY = {"track_ids": [DAFT, "t02", DAFT], "name": "Evening", "description": "by Segue"}
URI = f"spotify:track:{DAFT}"


@pytest.fixture
def url(people: Any) -> str:
    """Return the address of the database without what SQLAlchemy adds."""
    address: str = people.app.config["SQLALCHEMY_DATABASE_URI"]
    return address.replace("postgresql+psycopg", "postgresql")


@pytest.fixture
def spotify(
    people: Any, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Playlists]:
    """Return what the Spotify-shaped server makes, after a login that permits it."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    server = create_server_app(generate_catalogue(), "dev")
    made = add_playlist_writes(server)
    with serve_app(server) as address:
        asked: list[str] = []

        def paste(_: str) -> str:
            answer = requests.get(asked[0].splitlines()[-1], allow_redirects=False, timeout=5)
            return answer.headers["Location"]

        ingestion.spotify.login(
            url, paste=paste, say=asked.append, accounts=address, may_write=True
        )
        create = partial(
            ingestion.spotify.create_playlist, url,
            api=f"{address}/v1", accounts=address, sleep=lambda _: None,
        )  # fmt: skip
        monkeypatch.setitem(people.app.config, CREATE_SPOTIFY_PLAYLIST, create)
        yield made
    people.execute("delete from app.spotify_tokens")


@pytest.fixture
def listenbrainz(monkeypatch: pytest.MonkeyPatch) -> Iterator[listenbrainz_server.ListenBrainz]:
    """Return what the server shaped as ListenBrainz is gets, with a token of it in the settings."""
    service = listenbrainz_server.ListenBrainz()
    with serve_app(listenbrainz_server.create_server_app(service)) as address:
        monkeypatch.setattr(settings(), "listenbrainz_url", address)
        monkeypatch.setattr(settings(), "listenbrainz_token", SecretStr(listenbrainz_server.TOKEN))
        yield service


@pytest.fixture
def post(people: Any) -> Callable[..., Any]:
    """Return a function that exports as the owner, in a session."""

    def post(service: str, who: str = "owner", **changes: Any) -> Any:
        return people.client(who).post(f"{EXPORT}/{service}", json={**BODY, **changes})

    return post


def test_a_private_playlist_is_made_at_spotify(spotify, post):
    answer = post("spotify")
    assert answer.status_code == 201
    assert answer.json["url"] == f"https://open.spotify.com/playlist/{next(iter(spotify.items))}"
    assert [track["track_id"] for track in answer.json["left_out"]] == ["t02"]
    assert spotify.bodies == [{"name": "Evening", "description": "by Segue", "public": False}]
    assert list(spotify.items.values()) == [[URI, URI]]


def test_a_private_playlist_is_made_at_listenbrainz(listenbrainz, post):
    answer = post("listenbrainz")
    assert answer.status_code == 201
    assert answer.json == {
        "url": f"https://listenbrainz.org/playlist/{listenbrainz_server.PLAYLIST}", "left_out": []
    }  # fmt: skip
    names = ["One More Time", "Filler 2", "One More Time"]
    assert listenbrainz.recordings == [listenbrainz_server.mbid(name) for name in names]
    assert listenbrainz.body["title"] == "Evening"


@pytest.mark.parametrize("service", ["spotify", "listenbrainz"])
@pytest.mark.parametrize(
    "who", ["anonymous", "person", "token admin", "token read feedback of the owner"]
)
def test_nobody_but_the_owner_may_use_the_logins(spotify, listenbrainz, post, service, who):
    assert post(service, who).status_code in (401, 403)
    assert (spotify.bodies, listenbrainz.body) == ([], {})


def test_a_token_of_the_owner_with_the_scope_admin_may(spotify, post):
    assert post("spotify", "token admin of the owner").status_code == 201


def test_no_answer_and_no_line_of_the_log_has_a_token(
    spotify, listenbrainz, post, caplog, capfd, url
):
    caplog.set_level(logging.DEBUG)
    spotify.refusals = [(500, "0")]
    listenbrainz.failures = {"/1/playlist/create": (500, "")}
    text = post("spotify").text + post("listenbrainz").text + post("spotify").text
    printed = capfd.readouterr()
    text += caplog.text + printed.out + printed.err
    stored = list(issued_tokens(url))
    assert len(stored) == 2
    assert not [token for token in (*stored, listenbrainz_server.TOKEN) if token in text]


def issued_tokens(url: str) -> Iterator[str]:
    """Yield the tokens of the login to Spotify."""
    import psycopg

    from ingestion.spotify.tokens import StoredTokens

    with psycopg.connect(url) as connection:
        found = StoredTokens(connection).get_cached_token() or {}
    yield from (found["access_token"], found["refresh_token"])


def test_without_a_login_the_problem_says_how_to_get_one(people, post, monkeypatch, url):
    answer = post("spotify")  # an app that was made without Spotify, as a server for tests is
    assert answer.status_code == 409
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    create = partial(ingestion.spotify.create_playlist, url)
    monkeypatch.setitem(people.app.config, CREATE_SPOTIFY_PLAYLIST, create)
    answer = post("spotify")
    assert (answer.status_code, "log in to Spotify" in answer.json["detail"]) == (409, True)
    answer = post("listenbrainz")
    assert (answer.status_code, "LISTENBRAINZ_TOKEN" in answer.json["detail"]) == (409, True)


def test_a_login_that_only_reads_is_409(spotify, post):
    spotify.may_write = False
    answer = post("spotify")
    assert answer.status_code == 409
    assert "run `segue login --playlists`" in answer.json["detail"]


def test_a_list_of_which_the_service_knows_nothing_is_422(spotify, post):
    answer = post("spotify", track_ids=["t02"])
    assert answer.status_code == 422
    assert "expected songs that are on Spotify" in answer.json["detail"]


def test_a_long_limit_says_when_to_try_again(spotify, listenbrainz, post):
    spotify.refusals = [(429, "3600")]
    answer = post("spotify")
    assert answer.status_code == 503
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3600
    listenbrainz.failures = {"/1/metadata/lookup/": (429, "")}
    answer = post("listenbrainz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_failure_of_the_service_is_502_and_nothing_is_sent_twice(spotify, listenbrainz, post):
    spotify.refusals = [(201, ""), (500, "0")]
    answer = post("spotify")
    assert answer.status_code == 502
    assert "delete the playlist and export again" in answer.json["detail"]
    assert len(spotify.bodies) == 1
    listenbrainz.failures = {"/1/playlist/create": (500, "")}
    assert post("listenbrainz").status_code == 502
    assert listenbrainz.recordings == []


def test_a_token_that_listenbrainz_refuses_is_409(listenbrainz, post, monkeypatch):
    monkeypatch.setattr(settings(), "listenbrainz_token", SecretStr("another"))
    answer = post("listenbrainz")
    assert answer.status_code == 409
    assert "LISTENBRAINZ_TOKEN" in answer.json["detail"]


def test_one_playlist_is_sent_at_a_time(spotify, post):
    with service_routes.BUSY:
        answer = post("spotify")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert post("spotify").status_code == 201


def test_an_unknown_track_is_404_and_nothing_is_sent(spotify, post):
    assert post("spotify", track_ids=["nothing"]).status_code == 404
    assert spotify.bodies == []
