"""The real files: what is in them is known, and all of it arrives."""


def test_the_real_track_file_arrives_whole_and_once(load, query, contents, shared_data):
    path = shared_data / "spotify_songs.csv.gz"
    summary = load("tracks", path)
    assert summary.problems == []
    assert summary.files[0].rows == 32_833
    assert {name: counts.new for name, counts in summary.tables.items()} == {
        "tracks": 28_356, "audio_features": 28_356, "playlists": 471, "playlist_items": 32_833,
    }  # fmt: skip
    assert query("select count(*) from raw.tracks where name is null") == [(4,)]
    before = contents()
    assert load("tracks", path).is_unchanged
    assert contents() == before


def test_the_real_playlists_arrive_whole_and_once(load, query, contents, shared_data):
    path = shared_data / "archive_60_playlists.parquet"
    summary = load("playlists", path)
    assert summary.problems == []
    assert {name: counts.new for name, counts in summary.tables.items()} == {
        "playlists": 60, "playlist_items": 6_534, "tracks": 5_734,
    }  # fmt: skip
    gaps = (
        "select count(*) from (select max(position) + 1 - count(*) as gap, min(position) as first"
        " from raw.playlist_items group by playlist_id) as of_playlist where gap <> 0 or first <> 0"
    )
    assert query(gaps) == [(0,)]
    before = contents()
    assert load("playlists", path).is_unchanged
    assert contents() == before
