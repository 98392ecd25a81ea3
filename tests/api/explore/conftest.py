"""The small catalogue with versions, a playlist with a name, and one whose tracks changed."""

from typing import Any

import psycopg
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

MORE = """
-- an older "One" that nobody plays, one that looks like Metallica's, and a version of Metallica's
insert into marts.fact_tracks (track_id, artist_id, track_name, track_popularity, recording_id,
    number_of_playlists, search_text, source)
values
    ('one-old', 'sigur', 'One', 1, 'one|sigur ros', 0, 'one sigur ros', 'tracks'),
    ('one-copy', 'metallica', 'ONE', 3, 'another recording', 0, 'one metallica', 'playlists'),
    ('one-live', 'metallica', 'One - Live', 20, 'one|metallica', 1, 'one live metallica', 'tracks');
insert into marts.artist_tracks
select track_id, artist_id, 1 from marts.fact_tracks where track_id like 'one-%';
insert into marts.track_vectors (track_id, audio, taste, factors, popularity,
    number_of_training_playlists, cold_start_source, model_version)
select track_id, array[0, 1, 0]::real[], array[0, 1]::real[], '{}', 0, 0, 'none', 'test-1'
from marts.fact_tracks where track_id like 'one-%';
-- a guest
insert into marts.artist_tracks values ('matters', 'sigur', 2);
insert into marts.track_genres values ('one', 'metal', 'tracks'), ('matters', 'metal', 'tracks'),
    ('thunder', 'rock/metal', 'tracks');
insert into marts.dim_playlists values
    ('rock', 'Rock Evening', null, null, 'ann', 4, 'playlists'),
    ('mix', null, null, null, null, 7, 'playlists');
insert into marts.playlist_memberships values
    ('1', 'rock', 'thunder', '2026-01-01', null, true),
    ('2', 'rock', 'one', '2026-01-01', '2026-03-01', false),
    ('3', 'rock', 'matters', '2026-02-01', null, true);
update marts.fact_plays set source = 'history';
"""


@pytest.fixture(scope="package")
def explore_app(make_catalogue: Any, make_app: Any) -> APIFlask:
    """Return an app over a database of its own."""
    url = make_catalogue("segue_explore_tests")
    with psycopg.connect(url) as connection:
        connection.execute(MORE)
    return make_app(url)


@pytest.fixture
def explorer(explore_app: APIFlask) -> FlaskClient:
    """Return a new listener."""
    return explore_app.test_client()
