"""The names of tracks and artists on the page of a blind comparison."""

import psycopg

from segue.cli.blind import LABELS

CREDIT = """
select links.track_id, links.artist_id, artists.artist_name
from marts.artist_tracks as links
inner join marts.dim_artists as artists on links.artist_id = artists.artist_id
where not links.is_placeholder
order by links.track_id
limit 1
"""
MARK = "update marts.artist_tracks set is_placeholder = true where artist_id = %s"


def test_a_placeholder_is_not_named_as_an_artist(demo_warehouse):
    with psycopg.connect(demo_warehouse) as connection:
        ((track_id, artist_id, name),) = connection.execute(CREDIT).fetchall()
        ((_, _, before),) = connection.execute(LABELS, ([track_id],)).fetchall()
        connection.execute(MARK, (artist_id,))
        ((_, _, after),) = connection.execute(LABELS, ([track_id],)).fetchall()
        connection.rollback()
    assert name in before.split(", ")
    assert name not in after.split(", ")
