"""Number of SQL statements of a request: constant for any number of seeds and results.

The statements read the versions of the catalogue and of the index, and the listener's feedback.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

from benchmarks.requests import counted

N_TRACKS, STATEMENTS = 800, 3
MORE = f"""
insert into marts.dim_artists (artist_id, artist_name)
select 'more' || artist, 'Artist ' || artist from generate_series(0, 99) as artist;
insert into marts.fact_tracks (track_id, artist_id, track_name, recording_id)
select 'm' || to_char(number, 'FM000'), 'more' || number % 100, 'More ' || number, 'more ' || number
from generate_series(1, {N_TRACKS}) as number;
insert into marts.artist_tracks
select track_id, artist_id, 1 from marts.fact_tracks where track_id like 'm___';
insert into marts.track_vectors
select
    'm' || to_char(number, 'FM000'), null, array[cos(number), sin(number), 0.1]::real[],
    array[cos(number), sin(number)]::real[], '{{}}', 0, 2, 'none', 'test-1'
from generate_series(1, {N_TRACKS}) as number;
insert into marts.training_memberships
select 'playlist', 'list' || number % playlists, 'm' || to_char(number, 'FM000')
from generate_series(1, {N_TRACKS}) as number, unnest(array[37, 53]) as playlists;
"""


def more(*numbers: int) -> list[str]:
    return [f"m{number:03}" for number in numbers]


def recommend(client: FlaskClient, seeds: list[str], limit: int) -> list[str]:
    request = {"seeds": [{"track_id": seed} for seed in seeds], "limit": limit}
    answer = client.post("/api/v1/recommendations", json=request)
    assert answer.status_code == 200, answer.json
    return [item["track"]["track_id"] for item in answer.json["items"]]


@pytest.fixture(scope="module")
def large_app(make_app: Callable[..., Any], make_catalogue: Callable[[str], str]) -> Any:
    """Return an app over a catalogue of some hundred tracks, which it has read."""
    url = make_catalogue("segue_api_statements")
    with psycopg.connect(url) as connection:
        connection.execute(MORE)
    app = make_app(url)
    recommend(app.test_client(), ["1" * 22], 1)
    return app


@pytest.fixture
def judge(large_app: Any) -> FlaskClient:
    """Return a listener with likes and dislikes, and a blocked artist."""
    client = large_app.test_client()
    for number in range(30):
        verdict = {"verdict": "like" if number < 20 else "dislike"}
        (track_id,) = more(400 + number)
        assert client.put(f"/api/v1/feedback/{track_id}", json=verdict).status_code == 200
    answer = client.put("/api/v1/feedback/artists/more77", json={"verdict": "never"})
    assert answer.status_code == 200, answer.json
    return client


@pytest.fixture
def statements(large_app: Any) -> Iterator[list[str]]:
    """Return the list to which every statement is added."""
    with counted(large_app) as found:
        yield found


def test_many_seeds_and_hundreds_of_tracks_need_as_many_statements_as_one_of_each(
    large_app: Any, judge: FlaskClient, statements: list[str]
) -> None:
    counts = []
    for client, n_seeds, limit in (
        (large_app.test_client(), 1, 1),
        (judge, 1, 1),
        (judge, 35, 500),
        (judge, 35, 500),
    ):
        statements.clear()
        found = recommend(client, more(*range(100, 100 + n_seeds)), limit)
        assert len(set(found)) == limit
        counts.append(len(statements))
    plain, one, many, again = counts
    assert one == many == again == STATEMENTS
    assert plain == STATEMENTS - 1  # a new listener has no verdicts yet
