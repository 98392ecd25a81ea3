"""Playlists from files: tables with a row per entry, and Million Playlist slices."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

A, B = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB"
P, Q = "1pppppppppppppppppppp1", "1qqqqqqqqqqqqqqqqqqqq1"
ITEMS = (
    "select playlist_id, position, track_id, item_type, track_name from raw.playlist_items"
    " order by playlist_id, position"
)


def test_entries_of_every_kind_are_kept_in_order(load, query, fixtures):
    summary = load("playlists", fixtures / "playlists" / "entries.csv")
    assert summary.problems == []
    assert query(ITEMS) == [
        (P, 0, A, "track", "Rivers Low"),
        (P, 1, None, "local", "Sketch"),
        (P, 2, None, "episode", "Making of"),
        (Q, 0, B, "track", "Second Song"),
        (Q, 1, None, "track", "Only a Name"),
    ]


def test_the_names_of_tracks_become_tracks(load, query, fixtures):
    load("playlists", fixtures / "playlists" / "entries.csv")
    columns = "track_id, name, artists, album_name, duration_ms"
    assert query(f"select {columns} from raw.tracks order by 1") == [
        (A, "Rivers Low", [{"id": None, "name": "Ida Brannick"}], "Paper Boats", 194754),
        (B, "Second Song", [{"id": None, "name": "The Quiet Bells"}], "Paper Boats", 162600),
    ]


def test_a_file_without_names_gives_no_tracks(load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,pos,track_id\n{P},0,{A}\n{P},1,{B}\n")
    load("playlists", path)
    assert query("select count(*) from raw.tracks") == [(0,)]
    assert query(ITEMS) == [(P, 0, A, "track", None), (P, 1, B, "track", None)]


def test_a_playlist_that_is_loaded_again_replaces_all_its_items(load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,pos,track_id\n{P},0,{A}\n{P},1,{B}\n{P},2,{A}\n{Q},0,{A}\n")
    load("playlists", path)
    path.write_text(f"playlist_id,pos,track_id\n{P},0,{B}\n{P},1,{B}\n")
    counts = load("playlists", path).tables["playlist_items"]
    assert (counts.changed, counts.unchanged, counts.missing) == (1, 1, 1)
    assert [row[:3] for row in query(ITEMS)] == [(P, 0, B), (P, 1, B), (Q, 0, A)]


def test_a_shorter_playlist_alone_is_a_change(load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,track_id\n{P},{A}\n{P},{B}\n")
    load("playlists", path)
    path.write_text(f"playlist_id,track_id\n{P},{A}\n")
    summary = load("playlists", path)
    assert not summary.is_unchanged
    assert [row[:3] for row in query(ITEMS)] == [(P, 0, A)]


def test_without_a_position_the_order_of_the_file_counts(load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,track_id\n{P},{B}\n{Q},{A}\n{P},{A}\n")
    load("playlists", path)
    assert [row[:3] for row in query(ITEMS)] == [(P, 0, B), (P, 1, A), (Q, 0, A)]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (f"{P},x,{A}\n", 2, "column pos: expected a whole number, got 'x'"),
        (f"{P},,{A}\n", 2, "column pos: expected the entry's place"),
        (f"{P},1,{A}\n{P},1,{B}\n", 3, "expected one entry at each place of a playlist, got '1'"),
        (f",1,{A}\n", 2, "column playlist_id: expected a playlist's id"),
        (f"{P},1,spotify:album:x\n", 2, "expected the id, URI or address of a track"),
        (f"{P},1,\n", 2, "column track_id: expected the id, URI or address of a track"),
    ],
)
def test_a_broken_entry_is_named_and_left_out(text, line, sentence, load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("playlist_id,pos,track_id\n" + text + f"{Q},1,{A}\n")
    summary = load("playlists", path)
    assert f"{path}, line {line}" in str(summary.problems[0])
    assert sentence in str(summary.problems[0])
    assert query(f"select count(*) from raw.playlist_items where playlist_id = '{Q}'") == [(1,)]
    rows = text.count("\n")
    assert query(f"select count(*) from raw.playlist_items where playlist_id <> '{Q}'") == [
        (rows - 1,)
    ]


def test_the_same_entry_twice_is_one_entry(load, query, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,pos,track_id\n{P},1,{A}\n{P},1,{A}\n")
    assert load("playlists", path).problems == []
    assert [row[:3] for row in query(ITEMS)] == [(P, 0, A)]


@pytest.mark.parametrize("column", ["playlist_id", "track_id"])
def test_a_missing_column_is_named(column, load, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text(f"playlist_id,track_id\n{P},{A}\n".replace(column, "else", 1))
    summary = load("playlists", path)
    assert summary.exit_code == 1
    assert f"{path}, line 1, column {column}: expected a column" in str(summary.problems[0])


def test_parquet_with_lists_of_artists(load, query, tmp_path):
    path = tmp_path / "lists.parquet"
    table = pa.table({
        "playlist_id": [P, P], "pos": [1, 2], "track_id": [A, B], "track_name": ["One", "Two"],
        "artist_ids": [["x"], ["x", "y"]], "artist_names": [["X"], ["X", "Y"]],
        "album_id": ["z", None], "duration_ms": [1000.0, None],
    })  # fmt: skip
    pq.write_table(table, path)
    assert load("playlists", path).problems == []
    columns = "track_id, artists, album_id, duration_ms"
    assert query(f"select {columns} from raw.tracks order by 1") == [
        (A, [{"id": "x", "name": "X"}], "z", 1000),
        (B, [{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}], None, None),
    ]


def test_a_million_playlist_slice_gives_playlists_items_and_tracks(load, query, fixtures):
    summary = load("playlists", fixtures / "playlists" / "mpd.slice.0-1.json")
    assert summary.problems == []
    columns = "playlist_id, name, is_collaborative, number_of_followers, modified_at::text"
    assert query(f"select {columns} from raw.playlists order by 1") == [
        ("0", "Throwbacks", False, 1, "2017-04-29 00:00:00+00"),
        ("1", "Again", True, 3, "2017-09-28 00:00:00+00"),
    ]
    assert [row[:3] for row in query(ITEMS)] == [("0", 0, A), ("0", 1, B), ("1", 0, A)]
    assert query("select count(*) from raw.tracks where album_id is not null") == [(2,)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"playlists": [\n{"pid": 1,]}', "line 2: expected JSON, got a fault at character"),
        ('{"tracks": []}', "expected a Million Playlist slice with a list `playlists`"),
        ("[1, 2]", "expected a Million Playlist slice with a list `playlists`"),
        ('{"playlists": [3]}', "expected a playlist with `pid` and `tracks`, got another at place"),
        (
            '{"playlists": [{"pid": 1, "tracks": [{"pos": 0}]}]}',
            "expected a track with `track_uri`",
        ),
        ('{"playlists": []}', "expected at least one row that can be used, got none"),
    ],
)
def test_a_slice_of_another_shape_is_named(body, sentence, load, tmp_path):
    path = tmp_path / "mpd.slice.0-999.json"
    path.write_text(body)
    summary = load("playlists", path)
    assert summary.exit_code == 1
    assert str(path) in str(summary.problems[0])
    assert sentence in str(summary.problems[0])


def test_of_a_slice_with_one_broken_track_the_rest_is_kept(load, query, fixtures, tmp_path):
    body = json.loads((fixtures / "playlists" / "mpd.slice.0-1.json").read_text())
    del body["playlists"][0]["tracks"][1]["track_uri"]
    path = tmp_path / "mpd.slice.0-1.json"
    path.write_text(json.dumps(body))
    summary = load("playlists", path)
    assert summary.tables["playlist_items"].failed == 1
    assert [row[:3] for row in query(ITEMS)] == [("0", 0, A), ("1", 0, A)]


def test_an_emptied_playlist_of_a_slice_loses_its_entries(load, query, tmp_path):
    path = tmp_path / "mpd.slice.0-1.json"
    entry = {"track_uri": f"spotify:track:{A}"}
    lists = [{"pid": 0, "tracks": [entry]}, {"pid": 1, "tracks": [entry]}]
    path.write_text(json.dumps({"playlists": lists}))
    load("playlists", path)
    lists[0]["tracks"] = []
    path.write_text(json.dumps({"playlists": lists}))
    assert load("playlists", path).tables["playlist_items"].missing == 1
    assert query("select playlist_id from raw.playlist_items") == [("1",)]
