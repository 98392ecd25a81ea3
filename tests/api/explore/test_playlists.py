"""A playlist: its tracks page by page, and what joined and left."""


def test_a_playlist_has_its_tracks_in_order_page_by_page(explorer):
    found = explorer.get("/api/v1/playlists/rock").json
    assert (found["playlist_name"], found["owner_name"]) == ("Rock Evening", "ann")
    assert (found["number_of_tracks"], found["number_of_recordings"]) == (4, 4)
    first = explorer.get("/api/v1/playlists/rock/tracks?limit=3").json
    cursor = first["next_cursor"]
    second = explorer.get(f"/api/v1/playlists/rock/tracks?limit=3&cursor={cursor}").json
    pages = [[each["track"]["track_id"] for each in page["items"]] for page in (first, second)]
    assert pages == [["matters", "one", "t20"], ["thunder"]]
    assert second["next_cursor"] is None
    assert explorer.get("/api/v1/playlists/rock/tracks?cursor=x").status_code == 422


def test_its_changes_are_what_joined_after_the_first_load_and_what_left(explorer):
    found = explorer.get("/api/v1/playlists/rock/changes").json["items"]
    assert [(each["track"]["track_id"], each["has_left"]) for each in found] == [
        ("one", True),
        ("matters", False),
    ]
    assert found[0]["changed_at"].startswith("2026-03-01")
    for path in ("tracks", "changes"):
        assert explorer.get(f"/api/v1/playlists/nothing/{path}").status_code == 404
