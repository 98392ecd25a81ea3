"""Tracks as people name them: ids, URIs, links, ISRCs, and names with errors."""

from typing import Any

import psycopg
import pytest

from api.tracks.lookup import MIN_CONFIDENCE, find_by_isrc, look_up, look_up_all
from api.tracks.references import parse_isrc, parse_spotify_id

DAFT = "1" * 22
SAME_TITLE = """
insert into marts.fact_tracks (track_id, artist_id, track_name, search_text)
values ('other', 'acdc', 'One More Time', 'one more time ac/dc');
insert into marts.artist_tracks values ('other', 'acdc', 1);
"""


@pytest.fixture
def context(app: Any) -> Any:
    """Enter the app, so that its database can be read."""
    with app.test_request_context():
        yield


@pytest.fixture
def isrc(execute: Any) -> Any:
    """Give two tracks the same ISRC, in the spellings of two sources."""
    execute("update marts.fact_tracks set isrc = 'us-qx9-12-34567' where track_id = 't01-live'")
    execute("update marts.fact_tracks set isrc = 'USQX91234567' where track_id = 't01'")
    yield "USQX91234567"
    execute("update marts.fact_tracks set isrc = null")


@pytest.mark.parametrize(
    "text",
    [
        DAFT,
        f" {DAFT} ",
        f"spotify:track:{DAFT}",
        f"https://open.spotify.com/track/{DAFT}",
        f"https://open.spotify.com/intl-de/track/{DAFT}?si=0a1b2c",
        f"open.spotify.com/embed/track/{DAFT}",
        "Daft Punk - One More Time",
        "One More Time \u2013 Daft Punk",
        "one more time by daft punk",
        "daft punk one more time",
        "DAFT PUNK  |  ONE MORE TIME (Radio Edit)",
        "Daft Punk - One More Time - Remastered 2011",
        "Daft Punk feat. Romanthony - One More Time",
        "Daft Pnuk - One Moer Time",
        "One More Time",
    ],
)
def test_one_track_has_many_names(context, text):
    match = look_up(text)
    assert match.track_id == DAFT
    assert match.found is not None
    assert MIN_CONFIDENCE <= match.found.confidence <= 1
    assert match.found.name == "Daft Punk - One More Time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sigur Ros - Hoppipolla", "hoppipolla"),
        ("ACDC - Thunderstruck", "thunder"),
        ("AC/DC - Thunderstruck", "thunder"),
        ("Weeknd - Sorry", "2" * 22),  # without the article
        ("Beyonce & The Weeknd - Sorry", "2" * 22),
        ("one", "one"),  # an id of the catalogue is exact
        ("The Filler Band - Filler 1 (Live)", "t01-live"),
        ("The Filler Band - Filler 1", "t01"),
    ],
)
def test_names_are_compared_without_accents_punctuation_and_articles(context, text, expected):
    assert look_up(text).track_id == expected


def test_an_id_is_certain_and_a_misspelled_name_is_not(context):
    exact, near = look_up(DAFT).found, look_up("Daft Pnuk - One More Time").found
    assert exact is not None
    assert near is not None
    assert exact.confidence == 1 > near.confidence


@pytest.mark.parametrize(
    "text",
    [
        "Johnny Cash - One More Time",  # the title of somebody else's track
        "Daft Punk - Harder, Better, Faster, Stronger",
        "Metallica - Two",
        "nothing at all like this",
        "",
        "   ",
        " - ",
        "-",
        "\0",
        "spotify:track:" + "9" * 22,
        "https://open.spotify.com/track/" + "9" * 22,
        "isrc:USQX90000000",
        "isrc:nonsense",
        "x" * 500,
        "a - " * 100,
    ],
)
def test_an_unlike_name_is_refused(context, text):
    match = look_up(text)
    assert match.track_id is None
    assert match.found is None
    assert len(match.nearest) <= 3
    assert all(each.confidence < MIN_CONFIDENCE for each in match.nearest)


def test_a_title_with_a_word_that_no_track_has_is_refused_with_the_nearest(context):
    match = look_up("One More Zeppelin")
    assert match.found is None
    assert match.nearest[0].track_id == DAFT


def test_a_refusal_has_the_three_nearest_the_best_first(context):
    match = look_up("Somebody Else - Filler")
    assert match.track_id is None
    assert len(match.nearest) == 3
    confidences = [each.confidence for each in match.nearest]
    assert confidences == sorted(confidences, reverse=True)


def test_a_title_of_several_artists_needs_an_artist(make_app, make_catalogue):
    url = make_catalogue("segue_api_lookup")
    with psycopg.connect(url) as connection:
        connection.execute(SAME_TITLE)
    with make_app(url).test_request_context():
        match = look_up("One More Time")
        assert match.track_id is None
        assert [each.track_id for each in match.nearest[:2]] == [DAFT, "other"]
        assert look_up("AC/DC - One More Time").track_id == "other"


def test_an_isrc_finds_the_edition_in_most_playlists(context, isrc):
    for text in (isrc, "isrc:US-QX9-12-34567", "ISRC: us qx9 12 34567"):
        match = look_up(text)
        assert (match.track_id, match.found and match.found.confidence) == ("t01", 1.0)
    assert find_by_isrc([isrc, "USQX90000000"]) == {isrc: ["t01", "t01-live"]}


def test_many_texts_are_looked_up_together_in_their_order(context, isrc):
    texts = ["Metallica - One", "nothing like it", f"isrc:{isrc}", DAFT, "Metallica - One"]
    assert [match.track_id for match in look_up_all(texts)] == ["one", None, "t01", DAFT, "one"]
    assert look_up_all([]) == []


def test_references_are_parsed_strictly():
    assert parse_isrc("USRC1760783") is None
    assert parse_isrc("US-RC1-76-07839") == "USRC17607839"
    assert parse_spotify_id("spotify:album:" + "1" * 22) is None
    assert parse_spotify_id(f"https://open.spotify.com.evil.example/track/{DAFT}") is None
    assert parse_spotify_id(f"https://open.spotify.com/track/{DAFT}1") is None
