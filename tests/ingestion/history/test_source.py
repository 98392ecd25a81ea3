"""The privacy export as it comes: both histories, the library and the playlists, however packed."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.load.name_keys import build_name_key

A, B, C = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB", "0ccccccccccccccccccccC"
RIVERS, SECOND = (
    build_name_key("Ida Brannick", "Rivers Low"),
    build_name_key("The Quiet Bells", "Second Song"),
)
PRIVATE = ("203.0.113", "198.51.100", "somebody", "user_agent")


@pytest.fixture
def export(fixtures: Path) -> Path:
    return fixtures / "history"


def play(**fields: object) -> dict[str, object]:
    """Return an entry of an extended history."""
    entry = {"ts": "2024-05-01T10:00:00Z", "ms_played": 1000, "spotify_track_uri": None}
    return entry | {"master_metadata_track_name": "One"} | fields


def test_both_histories_are_kept_as_delivered(load, query, export):
    summary = load("history", export)
    assert summary.exit_code == 0
    columns = "_provider, played_at, track_key, track_id, track_name, ms_played"
    assert query(f"select {columns} from raw.plays order by 1, 2") == [
        ("account_data", at(2024, 5, 1, 10, 3), RIVERS, None, "Rivers  Low", 194754),
        ("account_data", at(2024, 5, 1, 10, 6), SECOND, None, "Second Song", 162600),
        ("extended_history", at(2019, 11, 5, 14, 30), B, B, "Second Song", 8778),
        ("extended_history", at(2024, 5, 1, 10, 3, 12), A, A, "Rivers Low", 194754),
    ]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_an_extended_play_keeps_how_it_was_played(load, query, export):
    load("history", export)
    columns = (
        "platform, reason_start, reason_end, is_shuffle, is_skipped, is_offline, is_incognito,"
        " _payload"
    )
    found = query(f"select {columns} from raw.plays where track_id is not null order by played_at")
    assert found == [
        ("OS X 10.14", "trackdone", None, True, None, False, True,
         {"conn_country": "SI", "offline_timestamp": "2019-11-05T14:27:51.330000+00:00"}),
        ("android", "clickrow", "trackdone", False, False, True, False,
         {"conn_country": "DE", "offline_timestamp": "2024-05-01T10:00:00+00:00"}),
    ]  # fmt: skip


def test_what_is_no_track_is_counted_and_left_out(load, export):
    summary = load("history", export)
    messages = [str(problem) for problem in summary.problems]
    for sentence in (
        "StreamingHistory_podcast_0.json: left out, since the raw tables are for tracks: podcast",
        "tracks: audiobook chapters (1), podcast episodes (1)",
        "endsong_0.json: left out, since the raw tables are for tracks: things without a name (1)",
        "left out, since the raw tables are for tracks: followed artists (1)",
    ):
        assert any(sentence in problem for problem in messages)
    assert summary.tables["plays"].failed == 1  # the shorter of two plays in one minute


def test_addresses_and_devices_are_stored_nowhere(load, query, export, tmp_path):
    load("history", export)
    broken = [{"ts": "never", "spotify_track_uri": f"spotify:track:{A}", "ip_addr": "203.0.113.7",
               "user_agent_decrypted": "x", "username": "somebody"}]  # fmt: skip
    path = tmp_path / "endsong_1.json"
    path.write_text(json.dumps(broken))
    assert load("history", path).tables["plays"].failed == 1
    rows = [str(query(f"select * from raw.{name}")) for name in ("plays", "_rejected")]
    assert "never" in rows[1]
    for private in PRIVATE:
        assert not any(private in row for row in rows)


def test_the_library_gives_saved_and_banned_tracks(load, query, export):
    summary = load("history", export)
    assert query("select track_id from raw.saved_tracks order by 1") == [(A,), (SECOND,)]
    assert query("select track_id, track_name, artist_name from raw.banned_tracks") == [
        (C, "Too Much", "Loud Ones")
    ]
    columns = "track_id, name, artists, album_name"
    assert query(
        f"select {columns} from raw.tracks where _provider = 'your_library' order by 1"
    ) == [
        (A, "Rivers Low", [{"id": None, "name": "Ída Brannick"}], "Paper Boats"),
        (SECOND, "Second Song", [{"id": None, "name": "The Quiet Bells"}], "Paper Boats"),
    ]
    assert summary.tables["saved_tracks"].failed == 1  # one had neither name nor URI


def test_the_library_gives_saved_albums_by_their_uri_once(load, query, export, tmp_path):
    load("history", export)
    saved = "1aaaaaaaaaaaaaaaaaaaaA"
    assert query("select album_id, added_at from raw.saved_albums") == [(saved, None)]
    assert query("select album_id, name, artists from raw.albums") == [
        (saved, "Paper Boats", [{"id": None, "name": "Ída Brannick"}])
    ]
    path = tmp_path / "YourLibrary.json"
    album = {"artist": "A", "album": "B"}
    uris = [f"spotify:album:{A}", f"spotify:album:{A}", f"spotify:track:{B}", None]
    path.write_text(json.dumps({"albums": [album | {"uri": uri} for uri in uris]}))
    summary = load("history", path)
    assert "saved albums without a URI (2)" in str(summary.problems[0])
    assert query("select album_id from raw.saved_albums order by 1") == [(A,), (saved,)]


def test_playlists_keep_the_order_of_entries_of_every_kind(load, query, export):
    load("history", export)
    columns = "position, item_type, track_id, track_uri, track_name, artist_name, added_at::date"
    found = query(f"select {columns} from raw.playlist_items order by 1")
    assert [(*row[:-1], str(row[-1])) for row in found] == [
        (0, "track", A, f"spotify:track:{A}", "Rivers Low", "Ída Brannick", "2024-04-01"),
        (1, "episode", None, "spotify:episode:3aaaaaaaaaaaaaaaaaaaaA", "One", "Talk", "2024-04-02"),
        (2, "local", None, "spotify:local:Kitchen:Demos:Sketch:184", None, None, "2024-04-03"),
        (3, "track", None, None, "Second Song", "The Quiet Bells", "2024-04-04"),
    ]
    assert query("select count(distinct playlist_id) from raw.playlists where name = 'Mornings'"
                 " and modified_at is not null") == [(2,)]  # fmt: skip


def test_an_archive_and_its_files_one_by_one_hold_what_the_folder_holds(
    load, contents, export, tmp_path
):
    load("history", export)
    before = contents()
    archive = tmp_path / "my_spotify_data.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in export.rglob("*.json"):
            packed.write(path, path.relative_to(export))
        packed.writestr("__MACOSX/._YourLibrary.json", b"\x00")
    assert load("history", archive).is_unchanged
    files = [path for path in export.rglob("*.json") if path.name != "Userdata.json"]
    for path in files:
        assert not any(counts.new for counts in load("history", path).tables.values())
    assert contents() == before


def test_files_that_overlap_give_each_play_once(load, query, tmp_path):
    entries = [play(ts=f"2024-05-01T10:0{n}:00Z") for n in range(5)]
    (tmp_path / "endsong_0.json").write_text(json.dumps(entries[:3]))
    (tmp_path / "endsong_1.json").write_text(json.dumps(entries[1:]))
    assert load("history", tmp_path).tables["plays"].found == 5
    assert query("select count(*) from raw.plays") == [(5,)]


def test_a_field_that_is_not_known_is_kept_and_reported(load, query, tmp_path):
    path = tmp_path / "endsong_0.json"
    path.write_text(json.dumps([play(mood=["calm", float("inf")], ip_addr_v6="::1")]))
    summary = load("history", path)
    assert "got fields that no column is for (mood)" in str(summary.problems[0])
    assert query("select _payload from raw.plays") == [({"mood": ["calm", None]},)]


@pytest.mark.parametrize("value", ["long", -5, True, 10**400])
def test_a_time_that_is_none_is_left_empty(value, load, query, tmp_path):
    path = tmp_path / "endsong_0.json"
    path.write_text(json.dumps([play(ms_played=value)]))
    summary = load("history", path)
    assert f"{path}, entry 1, column ms_played: expected milliseconds" in str(summary.problems[0])
    assert query("select ms_played from raw.plays") == [(None,)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'[\n{"ts": "2024-05-01T10:00:00Z",', "line 2: expected JSON, got a fault at character"),
        (b"", "expected rows, got an empty file"),
        (b'[{"ts": "\xff"}]', "line 1: expected UTF-8, got the byte 0xff"),
        (b"[1, 2]", "expected a streaming history"),
        (b'[{"a": 1}]', "got a list of 1 other entries"),
        (b'{"username": "x"}', "got an object with 'username'"),
        (b"[" * 100_000, "expected JSON that can be read"),
        (b"ts,ms_played\n1,2\n", "expected JSON of Spotify's export, got csv"),
        (b'[{"ts": "2024-13-01T10:00:00Z", "master_metadata_track_name": "One"}]',
         "entry 1, column ts: expected the instant at which the play ended, got '2024-13-01"),
        (b'{"playlists": [{"pid": 1}]}', "entry 1: expected a playlist with `name` and `items`"),
        (b"PK\x03\x04 and no more", "expected a zip archive, got a damaged one"),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_sentence_and_the_others_still_load(
    body, sentence, load, query, tmp_path
):
    broken, good = tmp_path / "endsong_0.json", tmp_path / "endsong_1.json"
    broken.write_bytes(body)
    good.write_text(json.dumps([play()]))
    summary = load("history", broken, good)
    assert summary.exit_code == 1
    assert [str(problem).count(str(broken)) for problem in summary.problems] == [1]
    assert sentence in str(summary.problems[0])
    assert query("select count(*) from raw.plays") == [(1,)]


def test_a_damaged_file_in_an_archive_leaves_the_others(load, query, tmp_path):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("MyData/endsong_0.json", json.dumps([play(), play(ts="2020-01-01T00:00Z")]))
        packed.writestr("MyData/endsong_1.json", json.dumps([play(ts="2021-01-01T00:00Z")]))
    archive.write_bytes(archive.read_bytes().replace(b"2020-01-01", b"2020-99-99"))
    summary = load("history", archive)
    assert f"{archive}/MyData/endsong_0.json: expected a whole file" in str(summary.problems[0])
    assert query("select count(*) from raw.plays") == [(1,)]


def test_a_folder_without_any_file_of_the_export_says_so(load, tmp_path):
    (tmp_path / "Payments.json").write_text("[]")
    summary = load("history", tmp_path)
    assert summary.exit_code == 1
    assert f"{tmp_path}: expected files of Spotify's export" in str(summary.problems[0])


def test_names_are_keyed_as_the_warehouse_normalises_them(query, load, tmp_path):
    names = [
        "Ångström",
        "ΟΔΥΣΣΕΥΣ",
        "İstanbul",
        "  a \t b\u00a0c ",
        "Straße",
        "ﬁ½",
        "Ⅷ",
        "ΰ",
        "名前",
    ]
    macro = (Path(__file__).parents[3] / "macros/expressions/normalised.sql").read_text()
    expression = macro.split("-%}")[1].split("{%-")[0].replace("{{ expression }}", "name")
    rows = query(
        f"select name, 'name:' || md5({expression} || ' / ' || {expression})"
        f" from unnest(array[{', '.join(repr(name) for name in names)}]) as name"
    )
    assert len(rows) == len(names)
    for name, key in rows:
        assert build_name_key(name, name) == key


def test_an_emptied_playlist_loses_its_entries(load, query, tmp_path):
    path = tmp_path / "Playlist1.json"
    item = {"track": {"trackName": "One", "artistName": "X", "trackUri": f"spotify:track:{A}"}}
    lists = [{"name": "Mine", "items": [item, item]}, {"name": "Other", "items": [item]}]
    path.write_text(json.dumps({"playlists": lists}))
    load("history", path)
    lists[0]["items"] = []
    path.write_text(json.dumps({"playlists": lists}))
    assert load("history", path).tables["playlist_items"].missing == 2
    counts = "select name, count(position) from raw.playlists left join raw.playlist_items"
    assert query(f"{counts} using (playlist_id) group by name order by 1") == [
        ("Mine", 0), ("Other", 1),
    ]  # fmt: skip
    lists[0]["items"] = "none"  # broken, and so no reason to take anything away
    lists[1]["items"] = []
    path.write_text(json.dumps({"playlists": lists}))
    assert load("history", path).tables["playlist_items"].missing == 1
