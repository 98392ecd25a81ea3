"""Search over all kinds: what was typed first, versions as one entry, each kind by its name."""

import pytest


def search(client, query, **arguments):
    answer = client.get("/api/v1/search", query_string={"q": query, **arguments})
    assert answer.status_code == 200, answer.json
    return answer.json


def titles(found):
    return [each["track"]["track_id"] for each in found["tracks"]]


def test_a_title_that_is_the_query_comes_before_better_known_ones_that_contain_it(explorer):
    found = titles(search(explorer, "one"))
    # "One More Time" is in more playlists than both
    assert found == ["one", "one-old", "1111111111111111111111"]


def test_versions_and_tracks_that_look_the_same_are_one_entry(explorer):
    first, second, third = search(explorer, "one")["tracks"]
    assert first["number_of_versions"] == 3  # one, one-live, and one-copy that looks like it
    assert (second["number_of_versions"], third["number_of_versions"]) == (1, 1)


def test_a_name_that_begins_with_the_query_comes_before_one_that_contains_it(explorer):
    found = titles(search(explorer, "filler 1", limit=20))
    assert found[0] == "t01"  # by its own name, before the better known "Filler 10" to 19
    assert {"t10", "t19"} <= set(found)
    assert "t01-live" not in found


def test_each_kind_is_found_by_its_name(explorer):
    assert search(explorer, "metal")["genres"] == ["metal", "rock/metal"]
    found = search(explorer, "rock eve")["playlists"]
    rock = {"playlist_id": "rock", "playlist_name": "Rock Evening", "owner_name": "ann"}
    assert found == [{**rock, "number_of_tracks": 4}]
    assert [each["artist_name"] for each in search(explorer, "daft")["artists"]] == ["Daft Punk"]
    (album,) = search(explorer, "discovery")["albums"]
    assert album["album"]["album_name"] == "Discovery"
    assert [each["artist_id"] for each in album["artists"]] == ["daft"]


def test_an_empty_query_has_the_most_popular_of_each_kind(explorer):
    found = search(explorer, "", limit=2)
    assert titles(found) == ["2222222222222222222222", "1111111111111111111111"]
    assert found["genres"] == ["metal", "disco"]
    assert len(found["artists"]) == 2
    assert found["playlists"][0]["playlist_id"] == "rock"  # the other has no name


def test_a_mistyped_title_is_corrected_and_nothing_is_no_error(explorer):
    found = search(explorer, "thunderstrukc")
    assert (titles(found), found["did_you_mean"]) == (["thunder"], "thunderstruck")
    nothing = search(explorer, "zzzzzzzz")
    assert [nothing[kind] for kind in ("tracks", "artists", "albums", "genres", "playlists")] == (
        [[]] * 5
    )


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 21}, {"kind": "x"}, {"q": "x" * 201}])
def test_wrong_arguments_are_refused(explorer, wrong):
    assert explorer.get("/api/v1/search", query_string=wrong).status_code == 422
