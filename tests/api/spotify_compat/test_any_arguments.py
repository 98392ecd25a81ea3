"""Whatever arguments a request of /v1 has, the answer is a documented one and no server error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.__main__ import UNUSED_DATABASE_URL
from api.app import create_app
from api.http.openapi import spotify_document

OPERATIONS = spotify_document(create_app(UNUSED_DATABASE_URL, SECRET_KEY="unused"))["paths"]
KNOWN = ("1111111111111111111111", "t02", "daft", "discovery", "mix", "disco", "long", "nobody")
VALUES = st.one_of(
    st.sampled_from((*KNOWN, "t02,,t05,", "track,album", "DE", "year:0000-9999", "isrc:", "tag:x")),
    st.integers(-2, 10**19).map(str),
    st.floats().map(str),
    st.text(max_size=30),
)


@pytest.mark.parametrize("path", OPERATIONS)
@settings(max_examples=15)
@given(data=st.data())
def test_any_arguments_are_answered_as_documented(app, path, data):
    # the client of the app compares each answer with the description
    parameters = OPERATIONS[path]["get"].get("parameters", [])
    named = [one["name"] for one in parameters if one["in"] == "query"]
    url = path
    for one in parameters:
        if one["in"] == "path":
            segment = data.draw(VALUES.filter(lambda text: text not in ("", ".", "..")))
            url = url.replace(f"{{{one['name']}}}", segment.replace("/", "-").replace("?", "-"))
    arguments = data.draw(st.dictionaries(st.sampled_from([*named, "other"]), VALUES, max_size=6))
    answer = app.test_client().get(url, query_string=arguments)
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "query",
    [
        f"recommendations?seed_tracks=t10&min_duration_ms={'9' * 400}",
        "recommendations?seed_tracks=t10&target_tempo=nan",
        "recommendations?seed_tracks=t10&min_loudness=-inf",
        f"albums/long/tracks?offset={10**19}",
        f"me/tracks?offset={10**19}",
        f"playlists/mix/items?offset={2**31}",
    ],
)
def test_a_number_that_no_column_can_hold_is_400(client, query):
    answer = client.get(f"/v1/{query}")
    assert answer.status_code == 400
    assert answer.json["error"]["message"].startswith("Invalid ")


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("albums/long/tracks", 60),
        ("me/tracks", 3),
        ("me/playlists", 4),
        ("playlists/mix/items", 7),
        ("artists/acdc/albums", 2),
    ],
)
def test_a_page_after_the_end_is_empty_and_leads_back(client, path, total):
    page = client.get(f"/v1/{path}?offset=1000000000").json
    assert (page["items"], page["next"], page["total"]) == ([], None, total)
    assert page["previous"] is not None
