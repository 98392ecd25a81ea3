"""The choice between all rows and cells."""

from recommender.search.cost import pays_off_for


def test_cells_are_made_for_many_queries_of_many_rows():
    assert not pays_off_for(100, 1_000_000)  # the cells alone would cost more
    assert pays_off_for(10_000, 1_000_000)
    assert not pays_off_for(5_000, 31_000)  # blocks of few queries cost more than all rows
    assert not pays_off_for(0, 1_000_000)
