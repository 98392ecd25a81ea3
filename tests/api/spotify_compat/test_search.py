"""Search under /v1: words, fields, and pages whose links lead to this server."""

import pytest

from api.spotify_compat.search_query import SearchQuery, has_words


def _search(client, q, kinds="track", **arguments):
    answer = client.get("/v1/search", query_string={"q": q, "type": kinds, **arguments})
    assert answer.status_code == 200, answer.json
    return answer.json


def _ids(client, q, kind="track", **arguments):
    return [item["id"] for item in _search(client, q, kind, **arguments)[f"{kind}s"]["items"]]


def test_words_find_tracks_artists_and_albums(client):
    found = _search(client, "beyonce", "track,artist,album")
    assert list(found) == ["tracks", "artists", "albums"]
    assert [track["name"] for track in found["tracks"]["items"]] == ["Sorry"]
    assert [artist["name"] for artist in found["artists"]["items"]] == ["Beyoncé"]
    assert [album["name"] for album in found["albums"]["items"]] == ["Lemonade"]


def test_kinds_that_segue_does_not_have_are_empty_pages(client):
    found = _search(client, "one", "playlist,show,episode,audiobook")
    assert list(found) == ["playlists", "shows", "episodes", "audiobooks"]
    assert all(page["items"] == [] and page["total"] == 0 for page in found.values())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("artist:metallica", ["matters", "one"]),
        ("track:one artist:metallica", ["one"]),
        ('artist:"daft punk" more', ["1111111111111111111111"]),
        ("more artist:daft punk", ["1111111111111111111111"]),
        ("artist:one", []),
        ("track:metallica", []),
        ("album:discovery", ["1111111111111111111111"]),
        ("album:discovery artist:metallica", []),
        ("genre:hip-hop", ["thunder"]),
        ("genre:disco year:2000", ["1111111111111111111111"]),
        ("genre:disco year:2001", []),
        ("year:2000-2016", ["2222222222222222222222", "1111111111111111111111"]),
        ("year:2016", ["2222222222222222222222"]),
        ("sorry year:2016", ["2222222222222222222222"]),
        ("sorry year:1990-1999", []),
        ("isrc:GBDUW0000059", ["1111111111111111111111"]),
        ("isrc:GB-DUW-00-00059 artist:daft", ["1111111111111111111111"]),
        ("isrc:GBDUW0000059 artist:metallica", []),
        ("isrc:USXXX9999999", []),
    ],
)
def test_fields_narrow_a_search_of_tracks(client, query, expected):
    assert _ids(client, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("artist:daft", ["daft"]),
        ("genre:r-n-b", ["acdc"]),
        ("metallica year:1990", []),
        ("year:2016", ["beyonce", "weeknd"]),
        ("isrc:GBDUW0000059", []),
    ],
)
def test_fields_narrow_a_search_of_artists(client, query, expected):
    assert _ids(client, query, "artist") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("artist:daft", ["discovery"]),
        ("album:discovery artist:daf", ["discovery"]),
        ("lemonade year:2016", ["name:lemonade"]),
        ("year:2001", ["discovery"]),
        ("genre:disco", []),
    ],
)
def test_fields_narrow_a_search_of_albums(client, query, expected):
    assert _ids(client, query, "album") == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "tag:new",
            "Invalid q: expected no tag:, got 'tag:new'; Segue does not know which albums are new "
            "or unknown on Spotify",
        ),
        ("upc:1", "Invalid q: expected no upc:, got 'upc:1'; Segue does not know the bar codes of"),
        ("year:recent", "Invalid q: expected a year or two, as in year:1990-1999, got 'recent'"),
        ("isrc:1", "Invalid q: expected an ISRC after isrc:, got '1'"),
        ("", "Invalid q: "),
        ("x" * 251, "Invalid q: "),
    ],
)
def test_a_query_that_cannot_be_answered_is_400(client, query, message):
    answer = client.get("/v1/search", query_string={"q": query, "type": "album"})
    assert answer.status_code == 400
    assert answer.json["error"]["message"].startswith(message)


def test_an_unknown_type_and_limits_are_400(client):
    for arguments in (
        {"type": "song"},
        {"type": "track", "limit": 51},
        {"type": "track", "offset": 1001},
    ):
        answer = client.get("/v1/search", query_string={"q": "one", **arguments})
        assert answer.status_code == 400, arguments
        assert "Invalid " in answer.json["error"]["message"]
    assert client.get("/v1/search?q=one").status_code == 400


def test_the_links_of_a_page_lead_through_all_results(client):
    page = _search(client, "filler band", limit=6, market="DE")["tracks"]
    found, n_pages = [], 0
    while True:
        n_pages += 1
        found += [track["id"] for track in page["items"]]
        if page["next"] is None:
            break
        assert page["next"].startswith("http://localhost/v1/search?q=filler+band&type=track&")
        page = client.get(page["next"].removeprefix("http://localhost")).json["tracks"]
    assert (len(found), n_pages, page["total"]) == (21, 4, 21)
    assert len(set(found)) == 21
    assert page["previous"].endswith("limit=6&market=DE&offset=12")


def test_a_link_of_one_type_of_many_leads_to_that_type(client):
    page = _search(client, "filler", "track,artist,album", limit=1)
    following = client.get(page["tracks"]["next"].removeprefix("http://localhost")).json
    assert list(following) == ["tracks"]


def test_a_query_is_taken_apart():
    assert SearchQuery.parse(
        'doxy artist:Miles Davis year:1955-1960 genre:"hip hop"'
    ) == SearchQuery(text="doxy", artist="Miles Davis", years=(1955, 1960), genre="hip hop")
    assert SearchQuery.parse("no field:here 3:30").is_plain
    assert SearchQuery.parse("Artist:ABBA").artist == "ABBA"


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("Sigur Rós", "sigur ros", True),
        ("Sigur Rós", "ros sig", True),
        ("Sigur Rós", "sig ros", False),
        (None, "ros", False),
        (None, "", True),
        ("AC/DC", "acdc", True),
        ("AC/DC", "!", False),
    ],
)
def test_words_are_compared_without_accents_and_case(text, wanted, expected):
    assert has_words(text, wanted) is expected
