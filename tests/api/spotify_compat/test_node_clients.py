"""The two clients of npm, unchanged but for the host, on every endpoint of /v1."""

import json
from pathlib import Path

import pytest

from tests.api.spotify_compat.conftest import NODE_PACKAGES

TRACK = "1111111111111111111111"
CLIENTS = Path(__file__).with_name("clients.mjs")


@pytest.fixture(scope="module", params=NODE_PACKAGES)
def answers(request, run_node, base_url):
    return json.loads(run_node(CLIENTS.read_text(), CLIENT=request.param, BASE_URL=base_url))


def _ids(items):
    return [item and item["id"] for item in items]


def test_tracks_keep_their_order(answers):
    assert answers["track"]["name"] == "One More Time"
    assert _ids(answers["tracks"]) == [TRACK, None, "t02"]


def test_audio_features_are_numbers(answers):
    assert answers["features"]["tempo"] == 120.4
    assert _ids(answers["many_features"]) == ["t02", None, TRACK]
    assert "which no source of Segue has" in str(answers["analysis"])


def test_artists_and_albums(answers):
    assert answers["artist"]["name"] == "Daft Punk"
    assert _ids(answers["artists"]) == ["sigur", "daft"]
    assert [album["name"] for album in answers["artist_albums"]["items"]] == ["Long"]
    assert len(answers["top_tracks"]) == 10
    assert answers["related"][0]["id"] == "band"
    assert answers["album"]["tracks"]["items"][0]["id"] == TRACK
    assert _ids(answers["albums"]) == ["long", "discovery"]
    assert len(answers["album_tracks"]["items"]) == 10


def test_search_and_its_refusal(answers, base_url):
    tracks = answers["search"]["tracks"]
    assert (tracks["total"], len(tracks["items"])) == (21, 20)
    assert tracks["next"].startswith(f"{base_url}/search?")
    assert "expected no tag:" in str(answers["refused"])


def test_recommendations_obey_the_attributes(answers):
    found = answers["recommendations"]
    assert len(found["tracks"]) == 4
    assert all(track["popularity"] >= 40 for track in found["tracks"])
    assert [seed["type"] for seed in found["seeds"]] == ["genre", "track"]
    assert "hip hop" in answers["genres"]


def test_the_library(answers):
    assert answers["me"]["id"] == "anonymous"
    assert [item["track"]["id"] for item in answers["saved"]["items"]] == ["one", "thunder"]
    assert answers["playlists"]["total"] == 4
    assert answers["playlist"]["tracks"]["total"] == 7
    assert len(answers["playlist_items"]["items"]) == 3
