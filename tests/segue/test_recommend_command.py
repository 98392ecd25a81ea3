"""`segue recommend`: names in, a table or a playlist out."""

import json
import pickle
from typing import Any
from unittest.mock import ANY

import m3u8
import pytest
from typer.testing import CliRunner

import api.server
import ingestion.spotify
from api.exports.entries import Entry, Playlist
from api.exports.services import CREATE_SPOTIFY_PLAYLIST
from ingestion.spotify.new_playlist import NewPlaylist
from segue.cli import app
from segue.cli.run import serve
from segue.cli.send_playlist import send
from segue.errors import SegueError, WrongUsage
from segue.settings import settings


@pytest.fixture
def run(demo_warehouse, monkeypatch):
    """Return a function that runs the command on the demo."""
    monkeypatch.setenv("DATABASE_URL", demo_warehouse)
    settings.cache_clear()

    def invoke(*arguments):
        result = CliRunner().invoke(app, ["recommend", *arguments])
        if isinstance(result.exception, SegueError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    yield invoke
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def song(demo_warehouse):
    """Return the name of a song of the demo, as `artist - title`."""
    import psycopg

    with psycopg.connect(demo_warehouse) as connection:
        row = connection.execute(
            "select artist_name || ' - ' || track_name from marts.fact_tracks"
            " inner join marts.dim_artists using (artist_id)"
            " order by number_of_playlists desc, track_id limit 1"
        ).fetchone()
    return row[0]


def test_a_table_has_as_many_songs_as_asked_for(run, song):
    answer = run(song.upper(), "--limit", "7")
    assert len(answer.stdout.splitlines()) == 7
    assert f"{song.upper()} → {song} (1.00)" in answer.stderr


def test_the_demo_is_exported_as_m3u_with_comments_as_it_is_nowhere(run, song):
    answer = run(song, "--limit", "5", "--export", "m3u")
    assert answer.stdout.startswith("#EXTM3U\n")
    assert answer.stdout.count("# no location: ") == 5
    assert m3u8.loads(answer.stdout).segments == []


def test_a_file_is_written_with_its_name(run, song, tmp_path):
    file = tmp_path / "evening.jspf"
    answer = run(
        song, "--limit", "3", "--export", "jspf", "--output", str(file), "--name", "Evening"
    )
    assert answer.stdout == ""
    assert f"wrote 3 songs, 0 of them local files, to {file}" in answer.stderr
    playlist = json.loads(file.read_text())["playlist"]
    assert playlist["title"] == "Evening"
    assert len(playlist["track"]) == 3


def test_an_unlike_name_is_one_sentence_with_the_nearest(run):
    with pytest.raises(
        SegueError, match="expected a seed of the catalogue, got 'nobody - nothing'"
    ):
        run("nobody - nothing")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--output", "x.csv"], "expected --export with --output, got none"),
        (["--export", "csv", "--library", "/nowhere/at/all"], "expected a folder with music"),
        (
            ["--export", "csv", "--output", "/nowhere/at/all.csv"],
            "expected to write /nowhere/at/all",
        ),
    ],
)
def test_wrong_options_are_one_sentence(run, song, arguments, error):
    with pytest.raises(SegueError, match=error):
        run(song, *arguments)


def test_an_empty_name_is_wrong_usage(run):
    with pytest.raises(WrongUsage, match=r"expected valid seeds, got an error in seeds\.0\.track"):
        run("")


def test_the_demo_cannot_be_sent_to_spotify(run, song):
    with pytest.raises(SegueError, match="expected songs that are on Spotify, got none"):
        run(song, "--export", "spotify")


def test_a_service_takes_no_file_and_needs_a_token(run, song):
    with pytest.raises(WrongUsage, match="expected no --output with --export spotify"):
        run(song, "--export", "spotify", "--output", "x")
    with pytest.raises(WrongUsage, match="LISTENBRAINZ_TOKEN"):
        run(song, "--export", "listenbrainz")


def test_the_address_at_a_service_is_printed_and_what_is_left_out_named(capsys, monkeypatch):
    summary = {"track_name": "One", "artists": [{"artist_name": "A"}], "spotify_url": "https://x"}
    entries = [
        Entry({**summary, "track_id": "1" * 22}, None, [], {}),
        Entry({**summary, "track_id": "two", "spotify_url": None}, None, [], {}),
    ]
    monkeypatch.setattr(
        ingestion.spotify,
        "create_playlist",
        lambda *arguments, **_: NewPlaylist("p", len(arguments[2])),
    )
    send("spotify", Playlist("Evening", entries), "postgresql://")
    printed = capsys.readouterr()
    assert printed.out == "https://open.spotify.com/playlist/p\n"
    assert printed.err == "not known there and left out: A - One\n"


def test_the_server_makes_playlists_at_spotify_as_the_command_does(monkeypatch, database_url):
    given: dict[str, Any] = {}
    monkeypatch.setattr(settings(), "database_url", database_url)
    monkeypatch.setattr(api.server, "serve", lambda **options: given.update(options))
    serve()
    create = pickle.loads(pickle.dumps(given[CREATE_SPOTIFY_PLAYLIST]))  # workers are spawned
    monkeypatch.setattr(
        ingestion.spotify, "create_playlist", lambda *arguments, **options: (arguments, options)
    )
    found = create("Evening", ["spotify:track:1"], description="by Segue")
    assert found == ((ANY, "Evening", ["spotify:track:1"]), {"description": "by Segue"})
    assert found[0][0].partition("?")[0] == database_url.partition("?")[0]
