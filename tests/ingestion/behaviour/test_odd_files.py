"""Files as people have them: other tools, other years, other words for nothing.

Each file in `tests/fixtures/odd_files` was once read wrongly, or one of its kind was.
"""

import shutil

import pytest

ARTISTS = "select track_id, array(select a ->> 'name' from jsonb_array_elements(artists) a)"
ITEMS = "select position, track_id, item_type, track_name from raw.playlist_items order by 1"
LISTS = "select playlist_id, name from raw.playlists order by 1"
RAIN, SNOW = "4oddoddoddoddoddoddop1", "4oddoddoddoddoddoddop2"


def track(number: int) -> str:
    return f"1oddoddoddoddoddoddo{number:02d}"


@pytest.fixture
def odd(fixtures):
    return fixtures / "odd_files"


@pytest.fixture
def names(query):
    """Return a function that gives the names of the artists of each track, by its number."""

    def ask():
        rows = query(f"{ARTISTS} from raw.tracks")
        return {int(track_id[-2:]): found for track_id, found in rows}

    return ask


def test_a_newer_file_of_exportify_joins_by_semicolons_only(load, names, odd):
    load("tracks", odd / "names_with_commas.csv")
    assert names() == {1: ["10,000 Lanterns"], 2: ["Hey,ida!"]}


def test_a_semicolon_in_any_row_settles_the_whole_file(load, names, odd):
    load("tracks", odd / "commas_and_semicolons.csv")
    assert names() == {1: ["10,000 Lanterns"], 3: ["10,000 Lanterns", "Ida Brannick"]}


def test_an_older_file_of_exportify_joins_by_commas(load, names, odd):
    load("tracks", odd / "commas_only.csv")
    assert names() == {4: ["Ida Brannick", "The Quiet Bells"], 5: ["Tyler, The Baker"]}


def test_a_file_of_exportify_before_2020_is_a_playlist(load, names, query, odd):
    summary = load("tracks", odd / "old_exportify.csv")
    assert summary.problems == []
    assert query(LISTS) == [("exportify_app:old_exportify", "old_exportify")]
    items = "select position, track_id, added_at::text, added_by from raw.playlist_items"
    assert query(f"{items} order by 1") == [
        (0, track(6), "2018-03-04 05:06:07+00", "kit.b"),
        (1, track(7), "2018-03-05 05:06:07+00", "kit-b"),
    ]
    assert names() == {
        6: ["Ida Brannick", "The Quiet Bells"],
        7: ["Crosby, Stills & Nash", "Ida Brannick"],
    }


def test_local_files_and_episodes_have_their_places_in_a_file_of_tracks(load, query, odd):
    summary = load("tracks", odd / "with_others.csv")
    assert not any(counts.failed for counts in summary.tables.values())
    assert query(ITEMS) == [
        (0, None, "local", "Kettle Song"),
        (1, track(1), "track", "Slow Ferry"),
        (2, None, "episode", "Making of Harbours"),
        (3, track(2), "track", "Two Rooms"),
    ]
    assert query("select count(*) from raw.tracks") == [(2,)]
    uris = "select track_uri from raw.playlist_items where item_type = 'local'"
    assert query(uris) == [("spotify:local:Kitchen+Choir:Demos:Kettle+Song:93",)]


def test_a_file_of_local_files_alone_is_a_playlist_without_tracks(load, query, odd, tmp_path):
    lines = (odd / "with_others.csv").read_text().splitlines()
    path = tmp_path / "tape.csv"
    path.write_text("\n".join(lines[:2]) + "\n")
    assert load("tracks", path).exit_code == 0
    assert query(ITEMS) == [(0, None, "local", "Kettle Song")]


def test_a_local_file_outside_a_playlist_is_refused(load, tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text(f"track_id,name\n{track(1)},One\nspotify:local:a:b:c:1,Two\n")
    summary = load("tracks", path)
    [problem] = summary.problems
    assert "line 3, column track_id: expected the id, URI or address of a track" in str(problem)


@pytest.mark.parametrize("source", ["tracks", "playlists"])
def test_playlists_without_ids_are_known_by_their_names(source, load, query, odd):
    summary = load(source, odd / "lists_by_name.csv")
    rows = query("""
        select lists.name, items.position, items.track_id from raw.playlist_items as items
        join raw.playlists as lists using (_source, playlist_id) order by 1, 2
    """)
    assert rows == [
        ("Vol. 1 (rain)", 0, track(1)),
        ("Vol. 1 (rain)", 1, track(2)),
        ("Vol. 2 (snow)", 0, track(1)),
    ]
    failed = sum(counts.failed for counts in summary.tables.values())
    # a track of no list is a track all the same, but no entry
    assert (failed, query("select count(*) from raw.tracks")) == (
        (0, [(3,)]) if source == "tracks" else (1, [(2,)])
    )


def test_a_folder_may_hold_what_systems_and_archives_put_there(load, query, odd, tmp_path):
    shutil.copy(odd / "names_with_commas.csv", tmp_path / "mine.csv")
    shutil.copy(odd / "names_with_commas.csv", tmp_path / ".first mix.csv")
    for name in (".DS_Store", "._mine.csv", "desktop.ini", "Thumbs.db", "~$mine.csv"):
        (tmp_path / name).write_bytes(b"\0\0\0\1Bud1")
    for name in ("README.txt", "LICENSE", "cover.jpg", "notes.md"):
        (tmp_path / name).write_text("About these lists\n")
    summary = load("tracks", tmp_path)
    assert summary.exit_code == 0
    assert len(summary.files) == 2
    assert [name for _, name in query(LISTS)] == [".first mix", "mine"]


def test_a_folder_of_nothing_else_is_no_input(load, tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    summary = load("tracks", tmp_path)
    assert summary.exit_code == 1
    assert "expected a file, got a folder" in str(summary.problems[0])


def test_a_named_file_is_read_whatever_its_name(load, odd, tmp_path):
    shutil.copy(odd / "names_with_commas.csv", tmp_path / "README.txt")
    assert load("tracks", tmp_path / "README.txt").exit_code == 0


def test_objects_in_cells_give_their_names_and_ids(load, query, odd):
    summary = load("tracks", odd / "objects.csv")
    columns = "artists, album_name, album_id, album_type, release_date"
    ida = {"id": "2oddoddoddoddoddoddoa1", "name": "Ida Brannick"}
    bells = {"id": "2oddoddoddoddoddoddoa2", "name": "The Quiet Bells"}
    by_name = [{"id": None, "name": "Ida Brannick"}, {"id": None, "name": "Tin & Roof"}]
    assert query(f"select {columns} from raw.tracks order by track_id") == [
        ([ida], "Harbours", "3oddoddoddoddoddoddoa1", "album", "2004-05-06"),
        ([ida, bells], "Stairs", "3oddoddoddoddoddoddoa2", "single", "2009"),
        ([bells], "Stairs", None, None, None),
        (by_name, "Stairs", None, None, None),
        (None, None, "x", None, None),
    ]
    assert [(problem.line, problem.column) for problem in summary.problems] == [
        (6, "album"),
        (6, "artists"),
    ]


def test_words_for_nothing_are_nothing(load, query, odd):
    summary = load("tracks", odd / "nothing.csv")
    columns = "track_id, name, artists is null, album_id, album_name, popularity, release_date"
    assert query(f"select {columns} from raw.tracks order by 1") == [
        (track(1), "Slow Ferry", False, "3oddoddoddoddoddoddoa1", "Harbours", 20, "2004-05-06"),
        (track(2), "Two Rooms", True, None, None, None, None),
        (track(3), "Third Coat", True, None, None, None, None),
    ]
    assert query("select track_id, energy from raw.audio_features") == [(track(1), 0.5)]
    [problem] = summary.problems
    assert "line 5, column track.id: expected the id, URI or address" in str(problem)


def test_ids_stand_in_old_and_new_uris_and_addresses(load, query, odd):
    summary = load("playlists", odd / "old_addresses.csv")
    assert summary.problems == []
    lists = [f"4oddoddoddoddoddoddop{number}" for number in range(1, 8)]
    names = ["Rain", "Snow", "Hail", "Sleet", "Fog", "Mist", "Dew"]
    assert query(LISTS) == [
        *zip(lists, names, strict=True),
        ("spotify:user:kit_b:starred", "Starred"),
    ]
    rows = "select playlist_id, track_id, added_by from raw.playlist_items order by 1 limit 4"
    assert query(rows) == [
        (RAIN, track(1), "kit_b"),
        (SNOW, track(2), "kit.b"),
        (lists[2], track(1), "kit-b"),
        (lists[3], track(1), "kit.b"),
    ]
    artists = "select distinct artists -> 0 ->> 'id' from raw.tracks where artists is not null"
    assert query(artists) == [("2oddoddoddoddoddoddoa1",)]


@pytest.mark.parametrize("name", ["Vol._1", "2024.01", "Mr._Blue", "R.E.M.", ".first"])
@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet", ".CSV"])
def test_a_playlist_may_have_dots_in_its_name(name, ending, tmp_path, read_quietly, odd):
    path = tmp_path / f"{name}{ending}"
    shutil.copy(odd / "names_with_commas.csv", path)
    [row] = read_quietly("tracks", path).tables["playlists"].to_pylist()
    assert (row["playlist_id"], row["name"]) == (f"exportify_net:{name}", name)


def test_two_files_whose_names_differ_after_a_dot_are_two_playlists(load, query, odd, tmp_path):
    shutil.copy(odd / "names_with_commas.csv", tmp_path / "Rain_Vol._1.csv")
    shutil.copy(odd / "commas_only.csv", tmp_path / "Rain_Vol._2.csv")
    load("tracks", tmp_path)
    counts = "select playlist_id, count(*) from raw.playlist_items group by 1 order by 1"
    assert query(counts) == [("exportify_net:Rain_Vol._1", 2), ("exportify_net:Rain_Vol._2", 2)]


@pytest.mark.parametrize(
    ("file", "table", "kept", "skipped"),
    [
        ("StreamingHistory_music_7.json", "plays", ["Slow Ferry", "Unknown Track"], 1),
        ("Streaming_History_Audio_2025_7.json", "plays", [None], 1),
        ("YourLibrary.json", "tracks", ["Slow Ferry"], 1),
        ("Playlist1.json", "playlist_items", [None, "Slow Ferry"], 0),
    ],
)
def test_an_unknown_track_is_a_thing_without_a_name(file, table, kept, skipped, load, query, odd):
    summary = load("history", odd / file)
    column = "name" if table == "tracks" else "track_name"
    rows = query(f"select {column} from raw.{table} order by 1 nulls first")
    assert [name for (name,) in rows] == kept
    problems = [str(problem) for problem in summary.problems]
    if skipped:
        assert problems[0].endswith(f"things without a name ({skipped})")
    else:
        assert problems == []
