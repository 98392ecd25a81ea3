"""The map: points by column, their colours, and paths between two songs."""

import base64

import numpy as np
import psycopg
import pytest

ONE_MORE_TIME = "1111111111111111111111"
DOUBLE = """
    update marts.fact_tracks set canonical_track_id = 't01' where track_id = 't01-live';
    insert into marts.track_genres values ('one', 'metal', 'tracks'), ('matters', 'metal', 'tracks')
"""


def column(text, kind="u1"):
    return np.frombuffer(base64.b64decode(text), kind)


@pytest.fixture(scope="module")
def map_app(make_catalogue, make_app):
    """Return an app whose catalogue has two tracks of one recording at one place."""
    url = make_catalogue("segue_map_tests")
    with psycopg.connect(url) as connection:
        connection.execute(DOUBLE)
    return make_app(url)


@pytest.fixture
def explorer(map_app):
    return map_app.test_client()


@pytest.fixture
def points(explorer):
    return explorer.get("/api/v1/map").json


def test_a_recording_is_one_point_and_the_best_known_come_first(points):
    track_ids = points["track_ids"]
    assert len(track_ids) == len(set(track_ids)) == points["number_of_recordings"]
    assert "t01" in track_ids and "t01-live" not in track_ids
    assert track_ids.index(ONE_MORE_TIME) < track_ids.index("t20")
    assert "lonely" not in track_ids  # it has no vector


def test_a_point_is_where_the_mart_says(points):
    bounds = points["bounds"]
    x = bounds["left"] + column(points["x"], "<u2") / 65535 * (bounds["right"] - bounds["left"])
    y = bounds["bottom"] + column(points["y"], "<u2") / 65535 * (bounds["top"] - bounds["bottom"])
    for track_id, place in (("t05", 0.2), ("t20", 0.8), (ONE_MORE_TIME, 0)):
        row = points["track_ids"].index(track_id)
        assert (x[row], y[row]) == pytest.approx((np.cos(place), np.sin(place)), abs=1e-4)
    clusters = column(points["clusters"])
    assert len(x) == len(y) == len(clusters) == len(points["track_ids"])
    assert clusters[points["track_ids"].index(ONE_MORE_TIME)] == 0


def test_a_point_has_the_rarest_of_the_genres_of_most_tracks(points):
    names, genres = points["genre_names"], column(points["genres"])
    assert names[0] == "metal"
    assert names[genres[points["track_ids"].index("one")]] == "metal"
    # house and disco have one track each: the last by name is the rarest
    assert names[genres[points["track_ids"].index(ONE_MORE_TIME)]] == "house"
    assert genres[points["track_ids"].index("t05")] == 255


def test_clusters_are_named_by_genre_and_artist(points):
    first, second = points["cluster_labels"]
    assert (first["genre"], first["artist"]) == ("house", None)
    assert (second["genre"], second["artist"]["artist_id"]) == (None, "weeknd")
    assert second["artist"]["artist_name"]


def test_an_attribute_is_in_the_order_of_the_points(explorer, points):
    found = explorer.get("/api/v1/map/attributes/popularity").json
    assert found["version"] == points["version"]
    assert (found["lower"], found["upper"]) == (0, 100)
    values = column(found["values"])
    assert len(values) == len(points["track_ids"])
    popularity = explorer.get(f"/api/v1/tracks/{ONE_MORE_TIME}").json["track_popularity"]
    place = values[points["track_ids"].index(ONE_MORE_TIME)]
    assert place / 254 * 100 == pytest.approx(popularity, abs=0.5)


def test_an_unknown_attribute_is_named_with_the_known_ones(explorer):
    answer = explorer.get("/api/v1/map/attributes/mood")
    assert answer.status_code == 404
    assert "danceability" in answer.json["detail"] and "'mood'" in answer.json["detail"]


def test_a_map_of_an_older_build_says_what_to_do(make_catalogue, make_app):
    url = make_catalogue("segue_map_older_tests")
    with psycopg.connect(url) as connection:
        connection.execute("drop table marts.track_map")
    answer = make_app(url).test_client().get("/api/v1/map")
    assert answer.status_code == 503
    assert answer.json["type"] == "about:blank"
    assert "run `segue build`" in answer.json["detail"]


def test_a_map_without_points_is_empty(make_catalogue, make_app):
    url = make_catalogue("segue_map_empty_tests")
    with psycopg.connect(url) as connection:
        connection.execute("delete from marts.track_map")
        connection.execute("delete from marts.track_map_clusters")
    found = make_app(url).test_client().get("/api/v1/map").json
    assert (found["track_ids"], found["x"], found["cluster_labels"]) == ([], "", [])


def path(explorer, start, goal, **query):
    query = {"from_track_id": start, "to_track_id": goal, **query}
    return explorer.get("/api/v1/map/path", query_string=query)


def test_a_path_leads_along_the_arc(explorer):
    found = path(explorer, "t02", "t14", limit=7).json
    ids = [each["track"]["track_id"] for each in found["items"]]
    assert (ids[0], ids[-1], len(set(ids))) == ("t02", "t14", 7)
    assert ids == sorted(ids)  # the fillers lie one beside the next
    similarities = [each["similarity"] for each in found["items"]]
    assert similarities[0] is None
    direct = np.cos(0.04 * 12)
    assert min(similarities[1:]) > direct
    assert [each["rank"] for each in found["items"]] == [*range(1, 8)]
    assert found["shortfall_reason"] is None


def test_a_path_holds_no_version_of_a_song_twice_and_nothing_disliked(explorer):
    explorer.put("/api/v1/feedback/t03", json={"verdict": "dislike"})
    found = path(explorer, "t01", "t06", limit=50).json
    ids = [each["track"]["track_id"] for each in found["items"]]
    assert "t03" not in ids
    assert len({"t01", "t01-live"} & set(ids)) == 1
    assert len(ids) < 50
    assert found["shortfall_reason"].startswith("There are only ")


@pytest.mark.parametrize(
    ("start", "goal", "status"),
    [
        ("t01", "nothing", 404),
        ("lonely", "t01", 404),
        ("t01", "t01", 422),
        ("t01", "t01-live", 422),
    ],
)
def test_a_path_needs_two_known_songs(explorer, start, goal, status):
    answer = path(explorer, start, goal)
    assert answer.status_code == status
    assert answer.json["detail"].startswith("expected ")
