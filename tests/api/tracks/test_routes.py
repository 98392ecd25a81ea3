"""Search and single tracks over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.http.pagination import encode_cursor

SEED = "1" * 22


def ids(client: FlaskClient, query: str, **arguments: Any) -> list[str]:
    answer = client.get("/api/v1/tracks", query_string={"q": query, **arguments})
    assert answer.status_code == 200
    return [item["track_id"] for item in answer.json["items"]]


@pytest.mark.parametrize(
    ("query", "track_id"),
    [
        ("one more time daft punk", SEED),
        ("punk time", SEED),  # any order
        ("daft pu", SEED),  # the last word is a beginning
        ("DAFT", SEED),
        ("hoppípolla", "hoppipolla"),
        ("Sigur Rós", "hoppipolla"),
        ("sigur ros hopp", "hoppipolla"),
        ("ac/dc", "thunder"),
        ("acdc", "thunder"),
        ("AC DC", "thunder"),
        ("beyonce", "2222222222222222222222"),
        ("beyonse sorry", "2222222222222222222222"),  # one letter another
        ("metalica nothing", "matters"),  # one missing
        ("thunderstruuck", "thunder"),  # one too many
        ("nohting else mattres", "matters"),  # two swapped, in two words
    ],
)
def test_a_track_is_found_by_any_of_its_words(client, query, track_id):
    assert ids(client, query)[0] == track_id


def test_the_most_popular_come_first(client):
    page = client.get("/api/v1/tracks?q=filler&limit=100").json["items"]
    popularities = [item["track_popularity"] for item in page]
    assert len(page) == 21
    assert popularities == sorted(popularities, reverse=True)


def test_exact_matches_come_before_more_popular_ones_with_a_typing_error(client):
    # "one" is a word of One (70) and, one letter away, of nothing; "on" begins both
    assert ids(client, "one metallica") == ["one"]
    assert ids(client, "fillet 2")[0] == "t02"


def test_an_empty_query_returns_the_most_popular_tracks(client):
    assert ids(client, "", limit=2) == ["2" * 22, SEED]


def test_a_word_without_similar_words_finds_nothing(client):
    answer = client.get("/api/v1/tracks?q=zzzzzzzz").json
    assert answer == {"items": [], "next_cursor": None, "did_you_mean": None}


def test_a_query_of_punctuation_finds_nothing_and_is_no_error(client):
    assert ids(client, "?!") == []
    assert ids(client, "   ", limit=1) == ["2" * 22]


def test_a_misspelled_query_returns_its_correct_spelling(client):
    assert client.get("/api/v1/tracks?q=metalica else").json["did_you_mean"] == "metallica else"
    assert client.get("/api/v1/tracks?q=metallica else").json["did_you_mean"] is None


def test_pages_join_to_the_whole_list_without_overlap(client):
    full_list = ids(client, "filler", limit=100)
    pages: list[str] = []
    arguments: dict[str, Any] = {"q": "filler", "limit": 8}
    while True:
        answer = client.get("/api/v1/tracks", query_string=arguments).json
        pages += [item["track_id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            break
        arguments["cursor"] = answer["next_cursor"]
    assert pages == full_list


def test_a_summary_names_artists_in_order_and_gives_a_generated_cover(client):
    summary = client.get("/api/v1/tracks?q=sorry").json["items"][0]
    assert [artist["artist_name"] for artist in summary["artists"]] == ["The Weeknd", "Beyoncé"]
    assert summary["album"]["album_image"] == "/covers/name:lemonade.svg"
    assert client.get(summary["album"]["album_img_sm"]).status_code == 200
    assert summary["track_release_date"] == "2016-04-23"
    assert summary["spotify_url"] is None  # it came with the demo


def test_a_track_has_features_genres_and_its_spotify_url(client):
    track = client.get(f"/api/v1/tracks/{SEED}").json
    assert track["audio_features"]["tempo"] == 120.4
    assert track["audio_features"]["key"] == 0
    assert track["genres"] == ["disco", "house"]
    assert track["number_of_playlists"] == 9
    assert track["spotify_url"] == f"https://open.spotify.com/track/{SEED}"
    assert track["album"]["album_img_sm"] == "https://i.scdn.co/image/discovery"
    assert track["album"]["album_img_lg"] == "https://i.scdn.co/image/discovery-640"


def test_a_track_with_only_an_id_is_returned(client):
    track = client.get("/api/v1/tracks/lonely").json
    assert track["track_name"] is None
    assert (track["album"], track["audio_features"], track["artists"]) == (None, None, [])


@pytest.mark.parametrize("track_id", ["nobody", "a%00b", "x" * 300, "';drop table app.feedback"])
def test_an_unknown_track_is_a_404_that_says_how_to_find_one(client, track_id):
    answer = client.get(f"/api/v1/tracks/{track_id}")
    assert answer.status_code == 404
    assert answer.json["detail"].endswith("find one with GET /api/v1/tracks?q=")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("q=" + "x" * 201, "q"),
        ("genre=rock", "genre"),
    ],
)
def test_a_wrong_argument_is_named(client, arguments, field):
    answer = client.get(f"/api/v1/tracks?{arguments}")
    assert answer.status_code == 422
    assert [part["field"] for part in answer.json["errors"]] == [field]
    assert field in answer.json["detail"]


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIl0", "bnVsbA", "Ww", "%00", "é"])
def test_a_cursor_of_another_list_is_rejected(client, cursor):
    answer = client.get(f"/api/v1/tracks?cursor={cursor}")
    assert answer.status_code == 422
    assert "next_cursor" in answer.json["detail"]


@pytest.mark.parametrize("path", ["tracks?q=a", "artists/daft/tracks?"])
@pytest.mark.parametrize("offset", [10**9 + 1, 10**30, -1])
def test_a_cursor_with_a_place_that_no_list_has_is_rejected(client, path, offset):
    answer = client.get(f"/api/v1/{path}&cursor={encode_cursor(offset)}")
    assert answer.status_code == 422
    assert "next_cursor" in answer.json["detail"]


def test_a_rebuilt_mart_is_searched_at_once(client: FlaskClient, execute: Callable[..., Any]):
    assert ids(client, "brand new") == []
    # what dbt does: a table beside the old one, then the names are swapped
    execute(
        "begin; create table marts.fresh as select * from marts.fact_tracks; "
        "insert into marts.fresh (track_id, track_name, search_text, canonical_track_id) "
        "values ('new', 'Brand New', 'brand new', 'new'); "
        "alter table marts.fact_tracks rename to old; "
        "alter table marts.fresh rename to fact_tracks; commit"
    )
    try:
        assert ids(client, "brand new") == ["new"]
    finally:
        execute(
            "begin; drop table marts.fact_tracks; "
            "alter table marts.old rename to fact_tracks; commit"
        )
    assert ids(client, "brand new") == []
