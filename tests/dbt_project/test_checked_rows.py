"""Postgres refuses a recommendation with a number that cannot be, whoever writes it."""

import psycopg2.errors
import pytest


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ("rank = -1", "rank_is_of_a_list"),
        ("score = 'nan', audio = 'nan'", "contributions_add_up_to_the_score"),
        ("score = 101, audio = audio + 101 - score", "score_is_finite"),
        ("similarity = 1.01", "similarity_is_a_cosine"),
        ("artist_repeat = 1, taste = taste - 1", "artist_repeat_only_costs"),
        ("popularity = popularity + 0.01", "contributions_add_up_to_the_score"),
    ],
)
def test_a_number_that_cannot_be_is_refused(warehouse, change, check):
    statement = f"""
        update marts.recommendations set {change}
        where (track_id, rank) in (
            select track_id, rank from marts.recommendations where artist_repeat = 0 limit 1
        )
    """
    with pytest.raises(psycopg2.errors.CheckViolation, match=check):
        warehouse.query(statement)
