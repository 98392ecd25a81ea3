"""Tracks that the owner of the warehouse banned on Spotify are in no list; a short list says so."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

SEED = "1" * 22


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [item["track"]["track_id"] for item in answer.json["items"]]


def recommend_for_seeds(client: FlaskClient, *seeds: str, **options: Any) -> Any:
    named = [{"track_id": seed} for seed in seeds]
    return client.post("/api/v1/recommendations", json={"seeds": named, **options})


def recommend_for_track(client: FlaskClient, limit: int = 10) -> Any:
    return client.get(f"/api/v1/tracks/{SEED}/recommendations?limit={limit}")


@pytest.fixture(scope="module")
def marts(make_catalogue: Any) -> Iterator[psycopg.Connection[Any]]:
    """Return a connection to marts in which t01 and t03 are banned."""
    with psycopg.connect(make_catalogue("segue_banned"), autocommit=True) as connection:
        connection.execute(
            "insert into marts.banned_tracks values ('t01', 'history'), ('t03', 'history')"
        )
        yield connection


@pytest.fixture(scope="module")
def banning(marts: Any, make_app: Any) -> Any:
    """Return an app over these marts."""
    info = marts.info
    return make_app(
        f"postgresql://{info.user}:{info.password}@{info.host}:{info.port}/{info.dbname}"
    )


def test_a_banned_track_is_excluded_under_every_id_and_replaced_by_others(banning):
    for answer in (
        recommend_for_track(banning.test_client()),
        recommend_for_seeds(banning.test_client(), SEED),
    ):
        assert not {"t01", "t01-live", "t03"} & set(ids(answer))
        assert len(ids(answer)) == 10
        assert answer.json["shortfall_reason"] is None
    assert ids(recommend_for_track(banning.test_client(), 2)) == ["t02", "t04"]


def test_shortfall_reason_counts_the_banned_tracks(banning):
    for answer in (
        recommend_for_track(banning.test_client(), 100),
        recommend_for_seeds(banning.test_client(), SEED, limit=100),
    ):
        assert "3 are banned on Spotify" in answer.json["shortfall_reason"]


def test_verdicts_and_filters_never_return_a_banned_track(banning):
    client = banning.test_client()
    for track_id in ("t01", "t02", "t04"):
        client.put(f"/api/v1/feedback/{track_id}", json={"verdict": "like"})
    assert not {"t01", "t01-live", "t03"} & set(ids(recommend_for_track(client, 20)))
    assert set(ids(recommend_for_seeds(client, SEED, filters={"is_liked": True}))) == {"t02", "t04"}


def test_a_banned_track_can_be_a_seed(banning):
    found = ids(recommend_for_seeds(banning.test_client(), "t03", limit=4))
    assert "t02" in found and not {"t01", "t03"} & set(found)


def test_a_ban_inserted_into_the_standing_table_takes_effect_at_once(banning, marts):
    assert "t02" in ids(recommend_for_track(banning.test_client()))
    marts.execute("insert into marts.banned_tracks values ('t02', 'history')")
    # a connection reports its changes when it ends, as those of dbt do, or on request
    marts.execute("select pg_stat_force_next_flush()")
    assert "t02" not in ids(recommend_for_track(banning.test_client()))
    marts.execute("update marts.fact_tracks set track_name = 'Renamed' where track_id = 't04'")
    marts.execute("select pg_stat_force_next_flush()")
    first = recommend_for_track(banning.test_client()).json["items"][0]["track"]
    assert (first["track_id"], first["track_name"]) == ("t04", "Renamed")


def test_a_track_unbanned_by_a_build_is_recommended_at_once(banning, marts):
    assert "t01" not in ids(recommend_for_track(banning.test_client()))
    marts.execute("create table marts.next (like marts.banned_tracks including all)")
    marts.execute("drop table marts.banned_tracks")
    marts.execute("alter table marts.next rename to banned_tracks")
    assert ids(recommend_for_track(banning.test_client(), 3)) == ["t01", "t02", "t03"]
