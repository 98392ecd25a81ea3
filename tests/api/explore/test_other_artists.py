"""Lists of other artists: none of a seed's, not even as a guest."""

import pytest


@pytest.mark.parametrize("body", [{"track_id": "one-old"}, {"artist_id": "sigur"}])
def test_no_artist_of_a_seed_is_in_the_list_even_as_a_guest(explorer, body):
    def listed(**options):
        request = {"seeds": [body], "limit": 100, **options}
        answer = explorer.post("/api/v1/recommendations", json=request)
        return {item["track"]["track_id"] for item in answer.json["items"]}

    assert "matters" in listed(max_of_seed_artist=1)
    others = listed(max_of_seed_artist=0)
    assert "matters" not in others
    assert "thunder" in others


def test_the_list_of_one_track_leaves_them_out_too(explorer):
    path = "/api/v1/tracks/matters/recommendations?limit=100&max_of_seed_artist=0"
    found = {item["track"]["track_id"] for item in explorer.get(path).json["items"]}
    # its artist is Metallica, and Sigur Ros a guest
    assert not found & {"one", "one-copy", "one-live", "one-old", "hoppipolla"}
    assert "thunder" in found
