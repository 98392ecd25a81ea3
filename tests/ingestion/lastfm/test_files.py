"""Files of scrobbles: every listen is kept or named, whoever wrote them."""

import json

import pytest

from segue.settings import settings
from tests.ingestion.servers.lastfm import build_scrobble

PLAYS = """
    select to_char(played_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), artist_name, track_name,
        album_name, _provider
    from raw.plays order by played_at, track_name
"""
LOW = ("2026-01-02 15:04:00", "Ida", "Low", "Tide")
TABLES = {
    "lastfm-to-csv": 'Ida,Tide,Low,02 Jan 2026 15:04\n"Bo, Jr",,High,"02 Jan 2026 15:09"\n',
    "ghan": "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
    '1767366240,"02 Jan 2026, 15:04",Ida,,Tide,,Low,\n1767366540,,"Bo, Jr",,,,High,\n',
    "lastfmstats": "Artist;Album;AlbumId;Track;Date#kit\n"
    "Ida;Tide;;Low;1767366240000\nBo, Jr;;;High;1767366540000\n",
    "iso": "Played At,Song Name,Artist Name,Album\n"
    '2026-01-02T15:04:00Z,Low,Ida,Tide\n2026-01-02 17:09:00+02:00,High,"Bo, Jr",\n',
    "tabs": "timestamp\tname\tartist\trelease\n1767366240\tLow\tIda\tTide\n"
    "1767366540.0\tHigh\tBo, Jr\t\n",
}


@pytest.fixture(autouse=True)
def empty_tables(wipe):
    wipe()


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("layout", TABLES)
def test_a_table_is_recognised_by_its_header_or_its_times(layout, load, query, write):
    path = write(f"{layout}.csv", TABLES[layout])
    summary = load("lastfm", path)
    assert (summary.exit_code, summary.problems) == (0, [])
    high = ("2026-01-02 15:09:00", "Bo, Jr", "High", None)
    assert query(PLAYS) == [(*LOW, "scrobble_table"), (*high, "scrobble_table")]
    assert load("lastfm", path).is_unchanged


def test_a_time_without_a_zone_is_in_the_one_of_the_setting(load, query, write, monkeypatch):
    monkeypatch.setenv("SEGUE_TIME_ZONE", "Europe/Vienna")
    settings.cache_clear()
    rows = ("Ida,Tide,Low,02 Jan 2026 16:04", "Ida,Tide,Low,02 Jul 2026 17:04")
    load("lastfm", write("a.csv", "\n".join(rows)))
    assert [row[0] for row in query(PLAYS)] == ["2026-01-02 15:04:00", "2026-07-02 15:04:00"]
    monkeypatch.setenv("SEGUE_TIME_ZONE", "Vienna")
    settings.cache_clear()
    with pytest.raises(Exception, match="expected a time zone such as Europe/Vienna"):
        load("lastfm", write("b.csv", TABLES["ghan"]))
    settings.cache_clear()


def test_apple_musics_play_activity_tells_how_long_a_play_lasted(load, query, write):
    text = (
        "Artist Name,Album Name,Song Name,Event Type,Event Start Timestamp,"
        "Play Duration Milliseconds,Media Duration In Milliseconds\n"
        "Ida,Tide,Low,PLAY_END,2026-01-02T15:04:00.123Z,91000,180000\n"
        "Ida,Tide,Low,LYRIC_DISPLAY,2026-01-02T15:04:10Z,,\n"
        "Ida,Tide,Low,PLAY_END,2026-01-02T15:10:00Z,-5,\n"
    )
    assert load("lastfm", write("Apple Music - Play Activity.csv", text)).problems == []
    assert query("select ms_played from raw.plays order by played_at") == [(91_000,), (None,)]
    assert query("select duration_ms from raw.tracks") == [(180_000,)]


def test_a_table_with_ids_names_its_tracks_by_them(load, query, write):
    text = (
        "ts,artist,track,spotify_track_uri,isrc\n"
        "1767366240,Ida,Low,spotify:track:7listenlistenlistenli7,USABC2600001\n"
    )
    load("lastfm", write("a.csv", text))
    rows = query("select track_id, isrc from raw.tracks")
    assert rows == [("7listenlistenlistenli7", "USABC2600001")]


MALOJA = {
    "maloja": {"export_time": 1_767_400_000},
    "scrobbles": [
        {"time": 1_767_366_240, "duration": 91, "origin": "client:x", "track":
            {"artists": ["Ida", "Bo"], "title": "Low", "length": 180,
             "album": {"artists": ["Ida"], "albumtitle": "Tide"}}},
        {"time": "x", "track": {"artists": [], "title": "Low"}},
    ],
}  # fmt: skip
LASTFMSTATS = {
    "username": "kit",
    "scrobbles": [
        {"track": "Low", "artist": "Ida", "album": "Tide", "date": 1_767_366_240_000},
        {"track": "", "artist": "Ida", "date": 1_767_366_240_000},
    ],
}  # fmt: skip
SCROBBLE = build_scrobble(1_767_366_240) | {
    "name": "Low", "artist": {"#text": "Ida"}, "album": {"#text": "Tide"},
}  # fmt: skip
BROKEN_ONE = {"name": "Low", "artist": {"#text": "Ida"}, "date": {"uts": "soon"}}
ANSWER = {"recenttracks": {"track": [SCROBBLE, BROKEN_ONE], "@attr": {"user": "kit"}}}
YOUTUBE = [
    {"header": "YouTube Music", "title": "Watched Low", "titleUrl": "https://music.youtube.com/x",
     "subtitles": [{"name": "Ida - Topic"}], "time": "2026-01-02T15:04:00.000Z"},
    {"header": "YouTube", "title": "Watched a film", "titleUrl": "https://www.youtube.com/x",
     "subtitles": [{"name": "Somebody"}], "time": "2026-01-02T15:05:00Z"},
    {"header": "YouTube Music", "title": "Watched a video that has been removed",
     "titleUrl": "https://music.youtube.com/y", "time": "2026-01-02T15:06:00Z"},
    {"header": "YouTube Music", "title": "Low angesehen", "titleUrl": "https://music.youtube.com/x",
     "subtitles": [{"name": "Ida - Topic"}], "time": "2026-01-02T15:07:00Z"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "provider", "album", "problem"),
    [
        (MALOJA, "maloja", "Tide", "expected the second of a listen, got 'x'"),
        (LASTFMSTATS, "lastfm", "Tide", "expected a listen with the name of its track"),
        (ANSWER, "lastfm", "Tide", "expected the second of a listen"),
        ([ANSWER, ANSWER], "lastfm", "Tide", "expected the second of a listen"),
        ([[SCROBBLE], [BROKEN_ONE]], "lastfm", "Tide", "expected the second of a listen"),
        ([SCROBBLE, BROKEN_ONE], "lastfm", "Tide", "expected the second of a listen"),
        (YOUTUBE, "youtube_music", None, "expected `Watched …` in `title`, got 'Low angesehen'"),
    ],
    ids=["maloja", "lastfmstats", "answer", "answers", "pages", "entries", "youtube"],
)
def test_a_json_file_is_recognised_by_its_shape(
    content, provider, album, problem, load, query, write
):
    path = write("a.json", content)
    summary = load("lastfm", path)
    assert query(PLAYS) == [(*LOW[:3], album, provider)]
    assert problem in str(summary.problems[0])
    assert load("lastfm", path).is_unchanged


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("02/03/2026,Ida,Low", "line 3: expected a time such as"),
        ("99999999999999999,Ida,Low", "expected a time such as"),
        (",Ida,Low", "expected a time such as"),
        ("0,Ida,Low", "expected the second of a listen, got '0.0'"),
        ("1767366300,,Low", "expected a listen with the name of an artist"),
        ("1767366300,Ida,", "expected a listen with the name of its track"),
        ("1767366300,Ida", "expected 3 fields, got 2"),
    ],
)
def test_a_row_that_is_no_listen_is_named_and_the_others_stay(row, problem, load, query, write):
    path = write("a.csv", f"time,artist,track\n1767366240,Ida,Low\n{row}\n1767366999,Ida,Low\n")
    summary = load("lastfm", path)
    assert problem in str(summary.problems[0])
    assert len(query(PLAYS)) == 2


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", "time,song_by,track\n1,a,b\n", "got none for artist in time, song_by, track"),
        ("a.json", {"tracks": []}, "expected scrobbles of Last.fm, Maloja"),
        ("a.json", [], "expected scrobbles of Last.fm, Maloja"),
        ("a.json", {"scrobbles": []}, "expected at least one row that can be used"),
        ("a.csv", "", "expected rows, got an empty file"),
    ],
)
def test_a_file_of_something_else_is_named(name, content, problem, load, query, write):
    summary = load("lastfm", write(name, content))
    assert problem in str(summary.problems[0])
    assert summary.exit_code != 0
    assert query(PLAYS) == []
