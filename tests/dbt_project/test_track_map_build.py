"""Builds of the map: a place stays while its vector does, and new tracks are placed."""

from tests.dbt_project.test_kept_vectors_build import ADD, LAX

DECISIONS = """
    select is_whole, reason from observability.model_decisions
    where model = 'track_map' order by decided_at
"""
PLACES = "select track_id, x, y, cluster_number, vector_hash from marts.track_map order by 1"


def test_places_stay_and_only_other_vectors_are_placed(warehouse):
    before = {row[0]: row for row in warehouse.query(PLACES)}
    ((is_whole, reason),) = warehouse.query(DECISIONS)
    assert is_whole and reason.startswith("laid out anew: ")
    clusters = warehouse.query("select sum(number_of_tracks) from marts.track_map_clusters")
    assert clusters == [(len(before),)]

    warehouse.query(ADD.format(number=0, track="only_features"))
    assert warehouse.dbt(*LAX).success
    after = {row[0]: row for row in warehouse.query(PLACES)}
    moved = {name for name in after if after[name] != before.get(name)}
    assert moved == {"only_features"}
    assert [is_whole for is_whole, _ in warehouse.query(DECISIONS)] == [True, False]

    rows = warehouse.row_fingerprints()["marts.track_map"]
    assert warehouse.dbt(*LAX).success
    assert warehouse.row_fingerprints()["marts.track_map"] == rows  # nothing was new
    assert len(warehouse.query(DECISIONS)) == 2

    assert warehouse.dbt(*LAX, "--full-refresh").success
    assert {row[0] for row in warehouse.query(PLACES)} == set(after)
    assert [is_whole for is_whole, _ in warehouse.query(DECISIONS)] == [True, False, True]
