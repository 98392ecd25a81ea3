"""Playlists sent to ListenBrainz, against a server that checks them as ListenBrainz does."""

from collections.abc import Callable, Iterator

import pytest

from api.exports.entries import Entry, LocalFile, Playlist
from api.exports.listenbrainz import (
    ListenBrainzError,
    ListenBrainzLimit,
    SentPlaylist,
    send_playlist,
)
from ingestion.demo.server import serve_app
from tests.api.exports.listenbrainz_server import (
    PLAYLIST,
    TOKEN,
    ListenBrainz,
    create_server_app,
    mbid,
)


@pytest.fixture
def service() -> ListenBrainz:
    return ListenBrainz()


@pytest.fixture
def send(service: ListenBrainz) -> Iterator[Callable[..., SentPlaylist]]:
    """Return a function that sends a playlist to the server."""
    with serve_app(create_server_app(service)) as address:

        def post(*entries: Entry, token: str = TOKEN) -> SentPlaylist:
            return send_playlist(Playlist("Evening\n", entries, "by Segue"), token, address)

        yield post


def entry(title: str, artist: str = "Somebody", file: LocalFile | None = None) -> Entry:
    summary = {
        "track_id": title, "track_name": title, "spotify_url": None, "album": None,
        "artists": [{"artist_id": "a", "artist_name": artist}], "duration_ms": None,
    }  # fmt: skip
    return Entry(summary, None, [], {}, file)


def test_a_private_playlist_has_the_recordings_in_their_order(send, service):
    sent = send(entry("Two"), entry("One"))
    assert sent.url == f"https://listenbrainz.org/playlist/{PLAYLIST}"
    assert sent.unknown == []
    assert service.recordings == [mbid("Two"), mbid("One")]
    assert (service.body["title"], service.body["annotation"]) == ("Evening", "by Segue")
    assert service.body["extension"] == {
        "https://musicbrainz.org/doc/jspf#playlist": {"public": False}
    }


def test_many_entries_are_looked_up_and_added_in_parts(send, service):
    send(*(entry(f"Song {number}") for number in range(230)))
    assert service.recordings == [mbid(f"Song {number}") for number in range(230)]
    assert service.lookups == [50, 50, 50, 50, 30]


def test_the_tags_of_a_file_need_no_lookup(send, service, tmp_path):
    send(entry("Tagged", file=LocalFile(tmp_path / "a.flac", PLAYLIST)), entry("One"))
    assert service.recordings == [PLAYLIST, mbid("One")]
    assert service.lookups == [1]


def test_what_musicbrainz_does_not_know_is_left_out_and_named(send, service):
    entries = [entry("One"), entry("Unknown"), entry("Two"), entry("x" * 300), entry("", "")]
    sent = send(*entries)
    assert service.recordings == [mbid("One"), mbid("Two")]
    assert sent.unknown == [entries[1], entries[3], entries[4]]


def test_nothing_is_made_of_unknown_tracks(send, service):
    with pytest.raises(
        ListenBrainzError, match="expected a track that MusicBrainz knows, got none"
    ):
        send(entry("Unknown"))
    assert service.body == {}


@pytest.mark.parametrize(
    ("path", "failure", "error", "sentence"),
    [
        ("/1/metadata/lookup/", (429, ""), ListenBrainzLimit, "try again in 7 seconds"),
        ("/1/metadata/lookup/", (500, ""), ListenBrainzError, "got 500"),
        ("/1/metadata/lookup/", (200, "<html>"), ListenBrainzError, "got 200"),
        ("/1/metadata/lookup/", (200, '{"a": 1}'), ListenBrainzError, "got none of 1"),
        ("/1/metadata/lookup/", (200, '[3, {"index": 9}]'), ListenBrainzError, "got none of 1"),
        ("/1/playlist/create", (400, "{}"), ListenBrainzError, "got 400"),
        ("/1/playlist/create", (200, "[]"), ListenBrainzError, "the id of the new playlist"),
    ],
)
def test_a_failure_is_one_sentence(send, service, path, failure, error, sentence):
    service.failures[path] = failure
    with pytest.raises(error, match=sentence):
        send(entry("One"))


def test_a_wrong_token_and_a_lost_server_are_one_sentence(send):
    with pytest.raises(ListenBrainzError, match="LISTENBRAINZ_TOKEN") as refused:
        send(entry("One"), token="another")
    assert "another" not in str(refused.value)
    with pytest.raises(ListenBrainzError, match="got ConnectionError"):
        send_playlist(Playlist("a", [entry("One")]), TOKEN, "http://127.0.0.1:9")
