"""A recording that several sources know by several ids is one entry wherever tracks are shown."""

import pytest

OTHERS = """
insert into marts.dim_artists (artist_id, artist_name) values
    ('name:punk', 'Daft Punk feat. Nobody');
insert into marts.dim_albums (album_id, album_name) values ('single', 'Single of 2001');
insert into marts.fact_tracks
    (track_id, artist_id, album_id, track_name, track_popularity, track_release_date,
     number_of_playlists, recording_id, search_text, source, canonical_track_id)
values
    ('name:omt', 'name:punk', null, 'One More Time (Remaster)', null, null, 0,
     'one more time|daft punk', 'one more time remaster daft punk', 'listenbrainz',
     '1111111111111111111111'),
    ('omtsingle', 'daft', 'single', 'One More Time', 3, '2001-01-01', 40,
     'one more time|daft punk', 'one more time daft punk', 'tracks', '1111111111111111111111');
insert into marts.artist_tracks values ('name:omt', 'name:punk', 1), ('omtsingle', 'daft', 1);
"""
DAFT = "1111111111111111111111"


@pytest.fixture
def several(client, execute):
    execute(OTHERS)
    yield client
    execute("delete from marts.artist_tracks where track_id in ('name:omt', 'omtsingle')")
    execute("delete from marts.fact_tracks where track_id in ('name:omt', 'omtsingle')")
    execute("delete from marts.dim_artists where artist_id = 'name:punk'")
    execute("delete from marts.dim_albums where album_id = 'single'")


def ids(client, path):
    return [item["track_id"] for item in client.get(path).json["items"]]


def spotify_ids(client, query):
    found = client.get("/v1/search", query_string={"q": query, "type": "track"})
    return [item["id"] for item in found.json["tracks"]["items"]]


def test_a_search_shows_one_entry_of_a_recording(several):
    assert ids(several, "/api/v1/tracks?q=one+more+time") == [DAFT]
    assert spotify_ids(several, "one more time") == [DAFT]


def test_the_words_of_each_id_find_the_entry(several):
    assert ids(several, "/api/v1/tracks?q=one+more+time+remaster") == [DAFT]


def test_a_search_without_words_has_no_entry_twice(several):
    shown = ids(several, "/api/v1/tracks?limit=50")
    assert DAFT in shown
    assert not {"name:omt", "omtsingle"} & set(shown)


def test_an_edition_is_found_by_its_album_or_its_year(several):
    assert spotify_ids(several, 'track:"one more time" album:"single"') == ["omtsingle"]
    assert spotify_ids(several, 'track:"one more time" year:2001') == ["omtsingle"]
    assert spotify_ids(several, 'track:"one more time" year:1990-2020') == [DAFT]


def test_an_artist_has_one_entry_of_a_recording(several):
    shown = ids(several, "/api/v1/artists/daft/tracks")
    assert shown.count(DAFT) == 1
    assert "omtsingle" not in shown


def test_a_name_of_an_artist_in_no_other_entry_is_not_found(several):
    found = several.get("/v1/search", query_string={"q": "punk", "type": "artist"})
    assert [item["name"] for item in found.json["artists"]["items"]] == ["Daft Punk"]


def test_a_track_known_by_names_is_shown_as_the_track_that_it_is(several):
    from api.tracks.catalogue import current_catalogue

    with several.application.app_context():
        several.get("/api/v1/tracks?q=one")
        summaries = current_catalogue().find_summaries({0: "name:omt", 1: "omtsingle"})
    assert summaries[0].track_name == "One More Time"
    assert summaries[0].track_popularity == 88
    assert summaries[1].track_popularity == 3


def test_the_names_of_a_recording_name_its_entry(several):
    from api.tracks.lookup import look_up

    with several.application.test_request_context():
        assert look_up("Daft Punk - One More Time").track_id == DAFT
