"""The tracks of an artist over HTTP."""

import pytest


def get_ids(client, artist_id, **arguments):
    answer = client.get(f"/api/v1/artists/{artist_id}/tracks", query_string=arguments)
    assert answer.status_code == 200, answer.json
    return [item["track_id"] for item in answer.json["items"]]


def test_tracks_in_most_playlists_come_first_and_then_the_popular_ones(client, execute):
    # Nothing Else Matters: 4 playlists and popularity 86, One: 2 and 70
    assert get_ids(client, "metallica") == ["matters", "one"]
    execute("update marts.fact_tracks set number_of_playlists = 5 where track_id = 'one'")
    try:
        assert get_ids(client, "metallica") == ["one", "matters"]
        execute("update marts.fact_tracks set number_of_playlists = 5 where track_id = 'matters'")
        assert get_ids(client, "metallica") == ["matters", "one"]
    finally:
        execute("update marts.fact_tracks set number_of_playlists = 2 where track_id = 'one'")
        execute("update marts.fact_tracks set number_of_playlists = 4 where track_id = 'matters'")


def test_an_artist_at_any_position_has_the_track(client):
    assert get_ids(client, "weeknd") == get_ids(client, "beyonce") == ["2" * 22]


def test_of_the_editions_of_a_recording_one_is_listed(client):
    # t01-live is a version of t01, and less popular
    assert get_ids(client, "band", limit=100) == [f"t{number:02}" for number in range(1, 21)]


@pytest.mark.parametrize("edition", ["t01", "t01-live"])
def test_a_track_is_left_out_with_the_other_editions_of_its_recording(client, edition):
    found = get_ids(client, "band", limit=100, without=edition)
    assert found == [f"t{number:02}" for number in range(2, 21)]
    assert get_ids(client, "metallica", without=edition) == ["matters", "one"]


def test_pages_join_to_the_whole_list_without_overlap(client):
    pages, arguments = [], {"limit": 8, "without": "t03"}
    for _ in range(3):
        answer = client.get("/api/v1/artists/band/tracks", query_string=arguments).json
        pages += [item["track_id"] for item in answer["items"]]
        arguments["cursor"] = answer["next_cursor"]
    assert arguments["cursor"] is None
    assert pages == get_ids(client, "band", limit=100, without="t03")


def test_a_name_that_is_no_artist_has_no_tracks(client, execute):
    execute("update marts.artist_tracks set is_placeholder = true where artist_id = 'acdc'")
    try:
        answer = client.get("/api/v1/artists/acdc/tracks")
        assert answer.json == {"items": [], "next_cursor": None}
    finally:
        execute("update marts.artist_tracks set is_placeholder = false where artist_id = 'acdc'")


@pytest.mark.parametrize("artist_id", ["nobody", "a%00b", "x" * 300, "';drop table app.feedback"])
def test_an_unknown_artist_is_a_404_that_says_how_to_find_one(client, artist_id):
    answer = client.get(f"/api/v1/artists/{artist_id}/tracks")
    assert answer.status_code == 404
    assert answer.json["detail"].endswith("every track of GET /api/v1/tracks?q= names its artists")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("limit=0", 422),
        ("limit=101", 422),
        ("genre=rock", 422),
        ("cursor=x", 422),
        ("without=", 422),
        ("without=a%00b", 404),
    ],
)
def test_a_wrong_argument_is_rejected(client, arguments, status):
    assert client.get(f"/api/v1/artists/band/tracks?{arguments}").status_code == status
