"""Names that are no artist, such as "Various Artists", have no part in lists."""

import psycopg

from recommender.serving.postgres import load_index


def test_the_links_of_a_placeholder_are_not_read(make_catalogue):
    with psycopg.connect(make_catalogue("segue_placeholders")) as connection:
        before = load_index(connection)
        connection.execute(
            "update marts.artist_tracks set is_placeholder = true where artist_id = 'band'"
        )
        after = load_index(connection)
    assert set(before.artists) - set(after.artists) == {"band"}
    row = after.rows["t01"]
    assert before.model.main_artists[row] >= 0
    assert after.model.main_artists[row] == -1
    assert after.model.main_artists[after.rows["one"]] >= 0
    # no limit and no penalty of one artist applies to a track without any
    assert after.model.artists[row].nnz == 0
