"""The library as read from the demo server: all of it, and what is left where endpoints close."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import spotipy

from ingestion.demo.entities import Catalogue, Track
from ingestion.load.summary import Problem, RunSummary
from ingestion.spotify.client import SpotifyClient
from ingestion.spotify.library import Library
from tests.ingestion.servers.spotify import create_server_app

Tables = dict[str, list[dict[str, Any]]]
Read = Callable[..., tuple[Tables, list[Problem]]]


@pytest.fixture(scope="module")
def read(demo: Catalogue) -> Read:
    """Return a function that reads the library through spotipy, without a socket."""

    def read_library(closed: tuple[str, ...] = ()) -> tuple[Tables, list[Problem]]:
        app = create_server_app(demo)
        browser = app.test_client()
        headers = {"Authorization": f"Bearer {app.config['TOKEN']}"}

        def call(method: str, url: str, payload: Any, params: dict[str, Any]) -> Any:
            path = url.removeprefix("http://localhost/v1").removeprefix("/")
            if path.startswith(closed):
                raise spotipy.SpotifyException(403, -1, f"{url}:\n Forbidden")
            given = {name: value for name, value in params.items() if value is not None}
            return browser.get(f"/v1/{path}", query_string=given or None, headers=headers).json

        spotify = spotipy.Spotify(auth="token")
        spotify._internal_call = call
        spotify.prefix = "http://localhost/v1/"
        summary, tables = RunSummary("demo", "run"), Tables()
        library = Library(SpotifyClient(spotify), "demo", summary)
        for item in library.read():
            tables.setdefault(item.table, []).extend(item.rows.to_pylist())
        return tables, summary.problems

    return read_library


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spotipy.client.warnings.warn", lambda *_, **__: None)
        yield


@pytest.fixture(scope="module")
def whole(read: Read) -> tuple[Tables, list[Problem]]:
    """Return the library as it is read where nothing is closed."""
    return read()


def test_all_of_the_catalogue_arrives_once(whole, demo):
    tables, problems = whole
    assert problems == []
    assert sorted(row["track_id"] for row in tables["tracks"]) == sorted(demo.cluster_of)
    assert all(row["isrc"] and row["popularity"] is not None for row in tables["tracks"])
    for name, key in (("albums", "album_id"), ("artists", "artist_id")):
        known = [getattr(entity, key) for entity in getattr(demo, name)]
        assert sorted(row[key] for row in tables[name]) == sorted(known)
    analysed = [track.track_id for track in demo.tracks if track.features]
    assert sorted(row["track_id"] for row in tables["audio_features"]) == sorted(analysed)
    entries = sum(len(playlist.entries) for playlist in demo.playlists)
    assert len(tables["playlist_items"]) == entries
    assert len(tables["plays"]) == len(demo.plays)
    assert len(tables["saved_tracks"]) == len(demo.saved)


def test_entries_stand_in_the_order_of_the_playlist(whole, demo):
    tables, _ = whole
    playlist = demo.playlists[0]
    items = sorted(
        (row for row in tables["playlist_items"] if row["playlist_id"] == playlist.playlist_id),
        key=lambda row: row["position"],
    )
    expected = [e.track_id if isinstance(e, Track) else None for e in playlist.entries]
    assert [row["track_id"] for row in items] == expected
    assert [row["position"] for row in items] == list(range(len(expected)))


def test_where_batches_are_closed_what_is_embedded_is_kept(read, demo):
    tables, problems = read(("tracks/", "albums/", "artists/", "audio-features"))
    assert len(problems) == 8
    assert all("403" in str(problem) for problem in problems)
    assert "audio_features" not in tables
    assert {row["artist_id"] for row in tables["artists"]} <= {a.artist_id for a in demo.artists}
    assert all(row["name"] and row["followers"] is None for row in tables["artists"][60:])
    in_playlists = {e.track_id for p in demo.playlists for e in p.entries if isinstance(e, Track)}
    assert in_playlists <= {row["track_id"] for row in tables["tracks"]}
    # tracks that only a saved album names have that album, and no ISRC
    simple = [row for row in tables["tracks"] if row["isrc"] is None]
    assert simple and all(row["album_id"] for row in simple)


def test_where_only_batches_are_closed_the_rest_is_read_one_by_one(read, demo):
    tables, problems = read(("tracks/?ids", "albums/?ids", "artists/?ids", "audio-features"))
    assert len(problems) == 4
    assert {row["track_id"] for row in tables["tracks"]} <= set(demo.cluster_of)
    assert all(row["isrc"] for row in tables["tracks"])
    assert all(row["images"] for row in tables["artists"])
    assert {row["artist_id"] for row in tables["artists"]} == {a.artist_id for a in demo.artists}


def test_one_closed_playlist_does_not_stop_the_others(read, demo):
    closed = demo.playlists[5].playlist_id
    tables, problems = read((f"playlists/{closed}/items",))
    assert len(problems) == 1
    assert closed not in {row["playlist_id"] for row in tables["playlist_items"]}
    assert len({row["playlist_id"] for row in tables["playlist_items"]}) == len(demo.playlists) - 1
