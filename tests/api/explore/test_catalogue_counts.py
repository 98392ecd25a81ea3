"""The counts of the catalogue, by source."""


def test_the_catalogue_is_counted_with_its_sources(explorer, explore_app):
    found = explorer.get("/api/v1/catalogue").json
    assert found["number_of_tracks"] == 31
    assert found["number_of_recordings"] == 28  # of what has vectors: two versions count once
    assert found["number_of_artists"] == 7
    assert (found["number_of_albums"], found["number_of_genres"]) == (2, 4)
    assert (found["number_of_playlists"], found["number_of_plays"]) == (2, 3)
    sources = {each.pop("source"): list(each.values()) for each in found["sources"]}
    assert sources == {
        "tracks": [28, 0, 0],
        "playlists": [2, 2, 0],
        "demo": [1, 0, 0],
        "history": [0, 0, 3],
    }
    assert list(sources) == ["tracks", "playlists", "demo", "history"]
