"""Playlists made in the account that signed in, against the Spotify-shaped server."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from flask import Flask

import ingestion.spotify
from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from ingestion.http.errors import ApiError, LoginNeeded, RateLimited
from ingestion.spotify.new_playlist import NewPlaylist, UnfinishedPlaylist
from segue.settings import settings
from tests.ingestion.servers.playlist_writes import Playlists, add_playlist_writes
from tests.ingestion.servers.spotify import create_server_app

URIS = [f"spotify:track:{number:022}" for number in range(230)]


@pytest.fixture
def app() -> Flask:
    return create_server_app(generate_catalogue(), "dev")


@pytest.fixture
def made(app: Flask) -> Playlists:
    return add_playlist_writes(app)


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def create(
    app: Flask, made: Playlists, pauses: list[float], database_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., NewPlaylist]]:  # fmt: skip
    """Return the function that makes a playlist, after a login that permits it."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    monkeypatch.setattr(settings(), "spotify_client_id", "an-app")
    with serve_app(app) as address:
        asked: list[str] = []

        def paste(_: str) -> str:
            answer = requests.get(asked[0].splitlines()[-1], allow_redirects=False, timeout=5)
            return answer.headers["Location"]

        ingestion.spotify.login(
            database_url, paste=paste, say=asked.append, accounts=address, may_write=True
        )
        assert "playlist-modify-private" in asked[0]
        yield partial(
            ingestion.spotify.create_playlist, database_url,
            api=f"{address}/v1", accounts=address, sleep=pauses.append,
        )  # fmt: skip
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("delete from app.spotify_tokens")


def items(made: Playlists) -> list[list[str]]:
    return list(made.items.values())


def test_a_private_playlist_has_all_songs_in_their_order(create, made):
    playlist = create("Evening", URIS, description="Made by Segue")
    assert made.bodies == [{"name": "Evening", "description": "Made by Segue", "public": False}]
    assert items(made) == [URIS]
    assert playlist.number_of_items == len(URIS)
    assert playlist.url == f"https://open.spotify.com/playlist/{next(iter(made.items))}"


def test_a_token_that_ended_is_renewed_and_no_song_is_there_twice(create, made, app):
    app.config["TOKENS"].expire()
    create("Evening", URIS)
    assert items(made) == [URIS]


def test_a_short_limit_is_waited_out(create, made, pauses):
    made.refusals = [(429, "2"), (0, ""), (429, "3")]
    create("Evening", URIS[:101])
    assert items(made) == [URIS[:101]]
    assert pauses == [2, 3]


def test_a_long_limit_ends_before_anything_is_made(create, made, pauses):
    made.refusals = [(429, "86400")]
    with pytest.raises(RateLimited, match="run it again after"):
        create("Evening", URIS)
    assert made.bodies == []
    assert pauses == []


@pytest.mark.parametrize(("status", "retry_after"), [(500, ""), (429, "86400"), (404, "")])
def test_an_unfinished_playlist_says_how_many_songs_it_has(create, made, status, retry_after):
    made.refusals = [(0, ""), (0, ""), (status, retry_after)]
    with pytest.raises(UnfinishedPlaylist, match=r"expected 230 songs in https://\S+, got 100 for"):
        create("Evening", URIS)
    assert items(made) == [URIS[:100]]


def test_a_write_that_failed_is_not_sent_again(create, made):
    made.refusals = [(502, "")]
    with pytest.raises(ApiError, match="look there before you try again"):
        create("Evening", URIS)
    assert made.bodies == []
    assert made.refusals == []


def test_a_login_that_only_reads_says_how_to_permit_more(create, made):
    made.may_write = False
    with pytest.raises(LoginNeeded, match="segue login --playlists"):
        create("Evening", URIS)


def test_without_a_login_it_says_so(create, database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("delete from app.spotify_tokens")
    with pytest.raises(LoginNeeded, match="log in to Spotify first"):
        create("Evening", URIS)


def test_a_login_that_spotify_ended_is_one_sentence(create, app):
    app.config["TOKENS"].revoke()
    with pytest.raises(LoginNeeded, match="log in again"):
        create("Evening", URIS)


def test_a_server_that_is_gone_is_one_sentence(create, database_url):
    with pytest.raises(ApiError, match="expected Spotify to answer, got ConnectionError"):
        create("Evening", URIS, api="http://127.0.0.1:9/v1")


def test_the_token_is_in_no_message(create, made, app, caplog):
    made.refusals = [(500, "")]
    with pytest.raises(ApiError) as raised:
        create("Evening", URIS)
    shown: Any = str(raised.value) + caplog.text
    assert not [secret for secret in app.config["TOKENS"].issued if secret in shown]
