"""Stations: kept requests whose lists are made anew after a build, for their listener only."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from flask.testing import FlaskClient

from api.exports.station_runs import run_outdated_stations
from api.exports.station_schemas import MAX_STATIONS
from tests.api.exports.conftest import DAFT

FIVE = ["t01", "t02", "t03", "t04", "t05"]
REQUEST = {"seeds": [{"track": "Daft Punk - One More Time"}], "limit": 5}


@pytest.fixture(autouse=True)
def no_station_before(execute: Callable[..., Any]) -> Iterator[None]:
    """Delete the stations of other tests."""
    execute("delete from app.stations")
    yield
    execute("delete from app.stations")


@pytest.fixture
def build(execute: Callable[..., Any]) -> Callable[[], None]:
    """Return a function after which every station's list is that of an older build."""

    def build() -> None:
        execute("update app.stations set model_version = 'older'")

    return build


def create(client: FlaskClient, name: str = "Evening", **request: Any) -> Any:
    body = {"name": name, "request": {**REQUEST, **request}}
    answer = client.post("/api/v1/stations", json=body)
    assert answer.status_code == 201, answer.json
    return answer.json


def read(client: FlaskClient, station: Any) -> Any:
    answer = client.get(f"/api/v1/stations/{station['station_id']}")
    assert answer.status_code == 200, answer.json
    return answer.json


def ids(station: Any, *, new: bool = False) -> list[str]:
    return [item["track"]["track_id"] for item in station["items"] if item["is_new"] or not new]


def entries(client: FlaskClient, station: Any) -> Any:
    answer = client.get(station["feed_url"])
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_a_station_has_the_list_of_its_request(client):
    station = create(client, "Evening & night")
    assert station["name"] == "Evening & night"
    assert ids(station) == FIVE
    assert [item["rank"] for item in station["items"]] == [1, 2, 3, 4, 5]
    assert (station["number_of_tracks"], station["number_of_new_tracks"]) == (5, 0)
    assert station["model_version"] == "test-1"
    assert station["request"] == REQUEST
    assert read(client, station) == station


def test_a_build_runs_it_again_and_shows_what_is_new(client, build):
    station = create(client)
    assert client.put("/api/v1/feedback/t02", json={"verdict": "never"}).status_code == 200
    assert ids(read(client, station)) == FIVE  # not before the next build
    build()
    after = read(client, station)
    assert ids(after) == ["t01", "t03", "t04", "t05", "t06"]
    assert ids(after, new=True) == ["t06"]
    assert (after["number_of_tracks"], after["number_of_new_tracks"]) == (5, 1)
    assert read(client, station) == after
    build()
    assert read(client, station)["number_of_new_tracks"] == 0


def test_a_track_that_comes_back_is_not_new(client, build):
    station = create(client)
    client.put("/api/v1/feedback/t02", json={"verdict": "never"})
    build()
    read(client, station)
    client.delete("/api/v1/feedback/t02")
    build()
    after = read(client, station)
    assert ids(after) == FIVE
    assert ids(after, new=True) == []


def test_the_list_of_stations_is_of_the_current_build_too(client, build):
    first, second = create(client, "First"), create(client, "Second", limit=3)
    client.put("/api/v1/feedback/t01", json={"verdict": "never"})
    build()
    items = client.get("/api/v1/stations").json["items"]
    assert [item["station_id"] for item in items] == [second["station_id"], first["station_id"]]
    assert [item["number_of_new_tracks"] for item in items] == [1, 1]
    assert {item["model_version"] for item in items} == {"test-1"}


def test_one_run_of_a_build_is_stored_however_many_ask(app, client, build, execute):
    station = create(client)
    build()
    client.put("/api/v1/feedback/t02", json={"verdict": "never"})

    def ask(_: int) -> int:
        return app.test_client().get(station["feed_url"]).status_code

    with ThreadPoolExecutor(6) as executor:
        assert set(executor.map(ask, range(12))) == {200}
    assert execute("select number_of_runs from app.stations").fetchall() == [(2,)]
    assert ids(read(client, station), new=True) == ["t06"]


def test_the_command_line_runs_all_outdated_stations(app, client, other_client, build):
    create(client)
    create(other_client)
    with app.test_request_context():
        assert run_outdated_stations() == 0
        build()
        assert run_outdated_stations() == 2
        assert run_outdated_stations() == 0


def test_nobody_sees_or_deletes_the_station_of_another(client, other_client):
    station = create(client)
    path = f"/api/v1/stations/{station['station_id']}"
    assert other_client.get("/api/v1/stations").json == {"items": []}
    assert other_client.get(path).status_code == 404
    assert other_client.delete(path).status_code == 204
    assert read(client, station) == station
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get(station["feed_url"]).status_code == 404
    assert client.delete(path).status_code == 204


def test_deleting_all_feedback_keeps_the_stations(client, execute):
    station = create(client)
    client.put("/api/v1/feedback/t02", json={"verdict": "like"})
    assert client.delete("/api/v1/feedback").status_code == 204
    assert client.get("/api/v1/feedback").json["items"] == []
    assert read(client, station)["name"] == "Evening"


def test_a_seed_that_left_the_catalogue_keeps_the_list_and_says_so(client, build, execute):
    station = create(client)
    execute('update app.stations set request = \'{"seeds": [{"track_id": "gone"}]}\'')
    build()
    after = read(client, station)
    assert ids(after) == FIVE
    assert "expected a seed of the catalogue, got 'gone'" in after["last_problem"]
    assert after["model_version"] == "test-1"


def test_a_request_of_another_version_is_no_crash(client, build, execute):
    station = create(client)
    execute("""update app.stations set request = request || '{"former": 1}'""")
    build()
    answer = client.get("/api/v1/stations").json["items"]
    assert "expected valid seeds and options" in answer[0]["last_problem"]
    assert client.get(station["feed_url"]).status_code == 200


def test_the_feed_is_read_by_another_library(client, other_client, build, evil):
    station = create(client, "A <b> & c\n\x0b", limit=3)
    feed = entries(other_client, station)
    assert feed.version == "atom10"
    assert feed.feed.title == "A <b> & c"
    assert feed.feed.id == f"urn:uuid:{station['station_id']}"
    assert [entry.title for entry in feed.entries] == [
        f"The Filler Band - Filler {number}" for number in (1, 2, 3)
    ]
    assert feed.entries[0].link == "http://localhost/tracks/t01"
    client.put("/api/v1/feedback/t01", json={"verdict": "never"})
    build()
    after = entries(other_client, station)
    assert after.entries[0].title == "The Filler Band - Filler 4"
    assert len(after.entries) == 4
    assert {entry.id for entry in feed.entries} < {entry.id for entry in after.entries}


def test_the_links_of_a_feed_have_the_prefix_of_the_path(client):
    station = create(client, limit=1)
    answer = client.get(station["feed_url"], base_url="https://a.localhost/music")
    feed = feedparser.parse(answer.data)
    assert feed.feed.link == "https://a.localhost/music/"
    assert feed.entries[0].link == "https://a.localhost/music/tracks/t01"


def test_a_name_cannot_break_the_feed(client, evil, execute):
    station = create(client)
    execute("update app.station_tracks set track_id = %s where track_id = 't01'", evil)
    titles = [entry.title for entry in entries(client, station).entries]
    assert any("HYPERLINK" in title for title in titles)
    assert len(titles) == 5


def test_a_reader_gets_the_feed_once(client):
    station = create(client)
    first = client.get(station["feed_url"])
    again = client.get(station["feed_url"], headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("key", ["nothing", "%00", "x" * 500])
def test_an_unknown_feed_is_a_clear_problem(client, key):
    answer = client.get(f"/feeds/{key}")
    assert answer.status_code == 404
    assert "expected the key of a station's feed" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"name": "", "request": REQUEST}, 422, "at least 1 character"),
        ({"name": "a\0", "request": REQUEST}, 422, "match pattern"),
        ({"name": "a"}, 422, "request"),
        ({"name": "a", "request": {"seeds": [{"track_id": "x"}]}}, 404, "got 'x'"),
        ({"name": "a", "request": {"limit": 0}}, 422, "request.limit"),
        ({"name": "a", "request": {}}, 422, "expected seeds"),
    ],
)
def test_a_station_without_a_list_is_not_stored(client, body, status, sentence):
    answer = client.post("/api/v1/stations", json=body)
    assert answer.status_code == status
    assert sentence in answer.json["detail"]
    assert client.get("/api/v1/stations").json == {"items": []}


def test_the_number_of_stations_is_limited(client, execute):
    create(client)
    execute(
        "insert into app.stations (station_id, profile_id, name, request, feed_key)"
        " select gen_random_uuid(), profile_id, 'more', request, 'key' || number from app.stations"
        f" cross join generate_series(2, {MAX_STATIONS}) as number"
    )
    body = {"name": "one more", "request": REQUEST}
    answer = client.post("/api/v1/stations", json=body)
    assert answer.status_code == 409
    assert f"expected at most {MAX_STATIONS} stations" in answer.json["detail"]


def test_numbers_that_postgres_would_write_out_are_refused(client):
    for number in (1e71, 2**53 + 2, -3.3e16, 2**63, 2**64):
        request = {**REQUEST, "filters": {"popularity": {"min": number}}}
        body = json.dumps({"name": "Evening", "request": request})
        answer = client.post("/api/v1/stations", data=body, content_type="application/json")
        assert answer.status_code == 422, answer.text
    assert client.get("/api/v1/stations").status_code == 200


@pytest.mark.parametrize(
    "seed",
    [
        {"track": "a\0b"},
        {"isrc": "GB\0DUW0000053"},
        {"track_name": "a\0", "artist_name": "b"},
        {"track_name": "a", "artist_name": "\0"},
    ],
)
def test_a_name_that_postgres_cannot_keep_is_refused(client, seed):
    request = {"seeds": [*REQUEST["seeds"], seed]}
    answer = client.post("/api/v1/stations", json={"name": "Evening", "request": request})
    assert answer.status_code == 422
    assert client.get("/api/v1/stations").json == {"items": []}


def test_an_id_of_no_station_is_a_problem(client):
    assert client.get(f"/api/v1/stations/{uuid4()}").status_code == 404
    assert client.get("/api/v1/stations/none").status_code == 404


def test_a_station_may_follow_the_likes(client, build):
    client.put(f"/api/v1/feedback/{DAFT}", json={"verdict": "like"})
    answer = client.post("/api/v1/stations", json={"name": "Likes", "request": {"limit": 2}})
    assert ids(answer.json) == ["t01", "t02"]
