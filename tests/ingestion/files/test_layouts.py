"""Each publisher's file is recognised by its headers, and read as that publisher writes."""

from typing import Any

import pytest

from ingestion.files.layouts import GENERIC, LAYOUTS, find_places, layout_of, normalize_header

A, B, C = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB", "0ccccccccccccccccccccC"
ALBUM = "2albumalbumalbumalbum2"
IDA = {"id": None, "name": "Ida Brannick"}
IDA_BY_ID = {"id": "3artistartistartistar3", "name": "Ida Brannick"}
BELLS = {"id": None, "name": "The Quiet Bells"}
BELLS_BY_ID = {"id": "3artistartistartistar4", "name": "The Quiet Bells"}
NAMES = ("name", "artists", "genres", "album_id", "release_date", "popularity", "explicit")

TRACKS: dict[str, dict[str, tuple[Any, ...]]] = {
    "tidytuesday": {
        A: ("Rivers, Low", [{"id": None, "name": "Brannick, Ida"}], None, ALBUM, "2019-06-14", 66,
            None),
        B: ("Second Song", [BELLS], None, ALBUM, "2019", 12, None),
        C: (None, None, None, ALBUM, "2012-01", 0, None),
    },
    "kaggle_114k": {
        A: ("Rivers, Low", [IDA, BELLS], ["acoustic", "folk"], None, None, 73, False),
        B: ("Second Song", [BELLS], ["acoustic"], None, None, 55, True),
    },
    "kaggle_160k": {A: ("Concerto", [IDA, BELLS], None, None, "1921", 4, False)},
    "kaggle_600k": {
        A: ("Carve", [IDA_BY_ID], None, None, "1922-02-22", 6, False),
        B: ('Capítulo 2.16 - "Extra"',
            [{"id": "3artistartistartistar3", "name": "Guns N' Petals"}, BELLS_BY_ID], None, None,
            "1922-06", 0, True),
    },
    "kaggle_1200k": {
        A: ("Testify", [IDA_BY_ID], None, ALBUM, "1999-11-02", None, False),
        B: ("Guerrilla", [IDA_BY_ID, BELLS_BY_ID], None, ALBUM, "1999", None, True),
    },
    "exportify_net": {
        A: ("Rivers Low", [IDA, BELLS], ["folk", "chamber folk"], None, "2019-06-14", 66, False),
        B: ("Second Song", [{"id": None, "name": "Tyler, The Baker"}], None, None, "2019", 12,
            True),
    },
    "exportify_app": {
        A: ("Rivers Low",
            [{"id": "3artistartistartistar3", "name": "Tyler, The Baker"}, BELLS_BY_ID], None,
            ALBUM, "2019-06-14", 66, True),
    },
    "generic": {
        A: ("Rivers Low", [IDA], None, None, None, None, None),
        B: ("Second Song", [BELLS], None, None, None, None, None),
    },
}  # fmt: skip
KEPT = {
    "exportify_net": "Record Label",
    "exportify_app": "Album Artist URI(s), Album Artist Name(s)",
}


@pytest.mark.parametrize("layout", TRACKS)
def test_a_file_of_each_layout_gives_its_tracks(layout, load, query, fixtures):
    summary = load("tracks", fixtures / "tracks" / f"{layout}.csv")
    kept = [f"kept in _payload as they came: {KEPT[layout]}"] if layout in KEPT else []
    assert [problem.reason for problem in summary.problems] == kept
    assert summary.files[0].provider == layout
    found = query(f"select track_id, {', '.join(NAMES)} from raw.tracks")
    assert {track_id: tuple(values) for track_id, *values in found} == TRACKS[layout]


def test_a_track_without_any_feature_has_no_row_of_features(load, query, fixtures):
    load("tracks", fixtures / "tracks" / "exportify_net.csv")
    assert query("select track_id, energy, key, time_signature from raw.audio_features") == [
        (A, 0.6, 5, 4)
    ]


def test_the_playlist_columns_give_playlists_and_items(load, query, fixtures):
    load("tracks", fixtures / "tracks" / "tidytuesday.csv")
    assert query("select name, genre, subgenre from raw.playlists order by name") == [
        ("Pop Mix", "pop", "dance pop"),
        ("Rock Mix", "rock", "album rock"),
    ]
    items = "select playlist_id, position, track_id, artist_name from raw.playlist_items"
    assert query(f"{items} order by playlist_id, position") == [
        ("1pppppppppppppppppppp1", 0, A, "Brannick, Ida"),
        ("1pppppppppppppppppppp1", 1, B, "The Quiet Bells"),
        ("1qqqqqqqqqqqqqqqqqqqq1", 0, A, "Brannick, Ida"),
        ("1qqqqqqqqqqqqqqqqqqqq1", 1, C, None),
    ]


def test_an_exportify_file_is_one_playlist_called_as_the_file(load, query, fixtures):
    load("tracks", fixtures / "tracks" / "exportify_net.csv")
    items = "select playlist_id, position, track_id, added_at::text, added_by"
    assert query(f"{items} from raw.playlist_items order by position") == [
        ("exportify_net:exportify_net", 0, A, "2020-03-01 10:00:00+00", "someone"),
        ("exportify_net:exportify_net", 1, B, "2020-03-02 10:00:00+00", "someone"),
    ]


def test_the_first_row_of_a_repeated_track_counts(load, query, tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text(f"track_id,name,tempo\n{A},first,1\n{B},other,2\n{A},second,3\n")
    assert load("tracks", path).tables["tracks"].found == 2
    assert query("select name, tempo from raw.tracks join raw.audio_features using (track_id)"
                 " order by name") == [("first", 1.0), ("other", 2.0)]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.provider)
def test_the_headers_that_name_a_layout_are_known_columns(layout):
    places = find_places(sorted(layout.known_by))
    assert "track_id" in places or "isrc" in places
    assert layout_of(layout.known_by) is layout


def test_headers_are_compared_without_case_spaces_and_brackets():
    assert normalize_header("Track Duration (ms)") == "track_duration_ms"
    assert normalize_header("Artist Name(s)") == "artist_name_s"


def test_of_two_headers_for_one_thing_the_better_wins():
    assert find_places(["id", "name", "track_id"])["track_id"] == 2
    assert layout_of(["id", "name"]) is GENERIC


GERMAN = (
    "Titel-URI", "Titelname", "Künstler-URI(s)", "Künstlername(n)", "Album-URI", "Albumname",
    "Album-Künstler-URI(s)", "Album-Künstlername(n)", "Erscheinungsdatum", "Albumbild-URL",
    "CD-Nummer", "Titelnummer", "Titellänge (ms)", "Titelvorschau-URL", "Explizit",
    "Popularität", "ISRC", "Hinzugefügt von", "Hinzugefügt am",
)  # fmt: skip


def test_an_exportify_file_in_another_language_is_known_by_the_order_of_its_columns(
    load, query, fixtures, tmp_path
):
    _, *rows = (fixtures / "tracks" / "exportify_app.csv").read_text().splitlines()
    path = tmp_path / "Meine Liste.csv"
    path.write_text("\n".join([",".join(GERMAN), *rows]) + "\n")
    summary = load("tracks", path)
    assert [problem.reason for problem in summary.problems] == [
        f"kept in _payload as they came: {KEPT['exportify_app']}"
    ]
    assert summary.files[0].provider == "exportify_app"
    found = query(f"select track_id, {', '.join(NAMES)} from raw.tracks")
    assert {track_id: tuple(values) for track_id, *values in found} == TRACKS["exportify_app"]


def test_headers_of_another_language_without_uris_are_answered_in_one_sentence(load, tmp_path):
    path = tmp_path / "Meine Liste.csv"
    path.write_text(",".join(GERMAN) + "\n" + ",".join(["x"] * len(GERMAN)) + "\n")
    [problem] = map(str, load("tracks", path).problems)
    assert "line 1, column track_id: expected a column with the id of the track" in problem


def test_the_artists_that_come_with_the_600k_file_are_no_tracks(load, query, fixtures, tmp_path):
    artist = "3artistartistartistar3"
    (tmp_path / "tracks.csv").write_bytes((fixtures / "tracks/kaggle_600k.csv").read_bytes())
    (tmp_path / "artists.csv").write_text(
        "id,followers,genres,name,popularity\n"
        f'{artist},12345.0,"[\'folk\', ""drum \'n\' bass""]",Ida Brannick,61\n'
        ",0.0,[],Nobody,0\n"
        "3artistartistartistar4,,[],The Quiet Bells,many\n"
    )
    summary = load("tracks", tmp_path)
    columns = "artist_id, name, popularity, followers, genres"
    assert query(f"select {columns} from raw.artists order by 1") == [
        (artist, "Ida Brannick", 61, 12345, ["folk", "drum 'n' bass"]),
        ("3artistartistartistar4", "The Quiet Bells", None, None, None),
    ]
    assert query("select count(*) from raw.tracks") == [(2,)]
    place = f"{tmp_path / 'artists.csv'}, line"
    assert [str(problem) for problem in summary.problems] == [
        f"{place} 3, column id: expected an artist's id, got ''; the row is left out",
        f"{place} 4, column popularity: expected a whole number, got 'many';"
        " the value is left empty",
    ]
    assert summary.tables["artists"].failed == 2
    assert load("tracks", tmp_path).is_unchanged
