"""Which source reads a file, a folder or an archive: recognised by what it holds."""

import gzip
import io
import json
import lzma
import shutil
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion import unpacking
from ingestion.recognition import recognize
from segue.settings import PROJECT_ROOT
from tests.ingestion.lastfm.test_files import ANSWER, LASTFMSTATS, MALOJA, TABLES, YOUTUBE
from tests.ingestion.listenbrainz.conftest import write_lines
from tests.ingestion.servers.listenbrainz import build_listen

FIXTURES = PROJECT_ROOT / "tests" / "fixtures"
TRACK = "4oddoddoddoddoddoddop1"
HISTORY = FIXTURES / "history"
EXPORTIFY = FIXTURES / "tracks" / "exportify_net.csv"
MPD = FIXTURES / "playlists" / "mpd.slice.0-1.json"
LISTENS = write_lines([build_listen(1_700_000_000, 1), build_listen(1_700_000_200, 2)])
FEEDBACK = write_lines([{"recording_msid": "a", "score": 1, "created": 1}])


@pytest.fixture
def sources(tmp_path):
    """Return a function that gives the paths for each source, and the reasons for the others."""

    def find(*paths):
        found = recognize(paths, tmp_path / "unpacked")
        names = {source: [path.name for path in of] for source, of in found.sources()}
        return names, list(found.unknown.values())

    return find


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def pack(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


FILES = [
    *((path, "tracks") for path in sorted((FIXTURES / "tracks").glob("*.csv"))),
    (FIXTURES / "odd_files" / "old_exportify.csv", "tracks"),
    (FIXTURES / "odd_files" / "lists_by_name.csv", "playlists"),
    (FIXTURES / "playlists" / "entries.csv", "playlists"),
    (MPD, "playlists"),
    *((path, "history") for path in sorted(HISTORY.rglob("*.json"))
      if path.name not in ("Userdata.json", "Streaming_History_Video_2024.json")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "source"), FILES, ids=[path.name for path, _ in FILES])
def test_a_file_is_recognised_by_what_it_holds(path, source, sources, tmp_path):
    other_name = tmp_path / "download (1)"  # no name, no ending
    shutil.copy(path, other_name)
    assert sources(other_name) == ({source: ["download (1)"]}, [])


@pytest.mark.parametrize("layout", TABLES)
def test_a_table_of_scrobbles_is_recognised_by_its_header(layout, sources, write):
    path = write("a.csv", TABLES[layout])
    assert sources(path) == ({"lastfm": ["a.csv"]}, [])


@pytest.mark.parametrize(
    "content", [MALOJA, LASTFMSTATS, ANSWER, [ANSWER, ANSWER], YOUTUBE],
    ids=["maloja", "lastfmstats", "answer", "answers", "youtube"],
)  # fmt: skip
def test_json_of_scrobbles_is_recognised_by_its_shape(content, sources, write):
    assert sources(write("a", content)) == ({"lastfm": ["a"]}, [])


@pytest.mark.parametrize(
    ("header", "row", "source"),
    [
        ("track_id,name,artist,date", f"{TRACK},Low,Ida,1999-01-02", "tracks"),
        ("id,name,danceability", "anything,Low,0.5", "tracks"),
        ("id,name,artist", "17,Low,Ida", None),
        ("url,name,artist,date", "https://www.last.fm/x,Low,Ida,02 Jan 2026 15:04", "lastfm"),
        ("spotify_track_uri,ts,track,artist", f"spotify:track:{TRACK},1767366240,a,b", "lastfm"),
        ("playlist_name,track_uri", f"Evening,spotify:track:{TRACK}", "playlists"),
        ("playlist_id,track_id,snapshot_date", f"p,{TRACK},2026-01-02", "playlists"),
        ("playlist_id,track_id,energy", f"p,{TRACK},0.5", "tracks"),
        ("station,frequency", "one,98.3", None),
    ],
)
def test_another_table_is_recognised_by_its_columns(header, row, source, sources, write):
    found, reasons = sources(write("a.csv", f"{header}\n{row}\n"))
    assert found == ({source: ["a.csv"]} if source else {})
    assert len(reasons) == (source is None)


def test_parquet_and_gzip_are_recognised_as_csv_is(sources, write, tmp_path):
    packed = write("a.bin", gzip.compress(EXPORTIFY.read_bytes()))
    table = pa.table({"playlist_id": ["p"], "track_id": [TRACK], "pos": [1]})
    pq.write_table(table, tmp_path / "b.bin")
    assert sources(packed, tmp_path / "b.bin") == (
        {"tracks": ["a.bin"], "playlists": ["b.bin"]}, [],
    )  # fmt: skip


@pytest.mark.parametrize("content", [LISTENS, FEEDBACK], ids=["listens", "feedback"])
@pytest.mark.parametrize("lines", [1, 2])
def test_lines_of_listenbrainz_are_recognised_by_the_first(content, lines, sources, write):
    path = write("saved.txt", "".join(content.splitlines(keepends=True)[:lines]))
    assert sources(path) == ({"listenbrainz": ["saved.txt"]}, [])


def test_archives_of_a_source_are_read_whole(sources, tmp_path):
    export = pack(tmp_path / "a.zip", **{"user.json": "{}", "listens/2023/9.jsonl": LISTENS})
    spotify = pack(tmp_path / "b.zip", **{"My Data/Userdata.json": "{}", "My Data/YourLibrary.json":
        '{"tracks": []}'})  # fmt: skip
    assert sources(export, spotify) == ({"history": ["b.zip"], "listenbrainz": ["a.zip"]}, [])


def test_beside_an_export_in_an_archive_other_tables_are_recognised(sources, tmp_path):
    members = {
        "Spotify Account Data/YourLibrary.json": '{"tracks": []}',
        "Spotify Account Data/Userdata.json": '{"email": "x"}',
        "liked.csv": EXPORTIFY.read_bytes(),
        "notes.txt": "just words\n",
    }
    found, reasons = sources(pack(tmp_path / "all.zip", **members))
    assert found == {"tracks": ["liked.csv"], "history": ["all.zip"]}
    assert len(reasons) == 1
    assert [file.name for file in tmp_path.glob("unpacked/**/*.json")] == []


@pytest.mark.parametrize("kind", ["zst", "xz"])
def test_a_dump_is_recognised_by_the_first_names_in_it(kind, sources, write):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("dump/COPYING", "dump/listens/2023/9.listens"):
            about = tarfile.TarInfo(name)
            about.size = len(LISTENS)
            archive.addfile(about, io.BytesIO(LISTENS.encode()))
    raw = packed.getvalue()
    zstd = pa.compress(raw, "zstd", asbytes=True)
    path = write("dump", zstd if kind == "zst" else lzma.compress(raw))
    assert sources(path) == ({"listenbrainz": ["dump"]}, [])
    cut_off = write("cut", path.read_bytes()[:20])
    assert "expected a whole archive, got a damaged one" in sources(cut_off)[1][0]


def test_other_archives_are_unpacked_and_each_file_is_recognised(sources, tmp_path):
    path = pack(
        tmp_path / "spotify_playlists.zip",
        **{
            "liked.csv": EXPORTIFY.read_bytes(),
            "more/liked.csv": EXPORTIFY.read_bytes(),
            "Takeout/history/watch-history.json": json.dumps(YOUTUBE),
            "__MACOSX/._liked.csv": "x",
            "README.md": "# about",
            "cover.png": b"\x89PNG",
            "notes.txt": "just words\n",
        },
    )  # fmt: skip
    found, reasons = sources(path)
    assert found == {"tracks": ["liked.csv", "liked.csv"], "lastfm": ["watch-history.json"]}
    assert len(reasons) == 1
    unpacked = sorted(tmp_path.glob("unpacked/**/*.csv"))
    assert [file.read_bytes() for file in unpacked] == [EXPORTIFY.read_bytes()] * 2


def test_nothing_leaves_the_folder_where_archives_are_unpacked(sources, tmp_path):
    names = ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "a/../../../b.csv", "...csv"]
    path = pack(tmp_path / "a.zip", **dict.fromkeys(names, "a\nb\n"))
    before = set(tmp_path.iterdir())
    _, reasons = sources(path)
    assert len(reasons) == len(names)
    assert set(tmp_path.iterdir()) - before == {tmp_path / "unpacked"}
    unpacked = [file for file in tmp_path.glob("unpacked/**/*") if file.is_file()]
    assert len(unpacked) == len(names)


def test_an_archive_that_claims_too_much_is_not_unpacked(sources, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "LARGEST_UNPACKED", 1 << 20)
    path = pack(tmp_path / "bomb.zip", **{"zeros.csv": "0" * (2 << 20)})
    assert path.stat().st_size < 10_000
    found, reasons = sources(path)
    assert found == {}
    assert "expected an archive of at most" in reasons[0]
    assert not (tmp_path / "unpacked").exists()


def test_an_archive_in_an_archive_is_read_by_its_source_or_named(sources, tmp_path):
    spotify = pack(tmp_path / "spotify.zip", **{"YourLibrary.json": '{"tracks": []}'})
    others = pack(tmp_path / "others.zip", **{"liked.csv": EXPORTIFY.read_bytes()})
    outer = pack(
        tmp_path / "outer.zip",
        **{"spotify.zip": spotify.read_bytes(), "others.zip": others.read_bytes()},
    )
    found, reasons = sources(outer)
    assert found == {"history": ["spotify.zip"]}
    assert "unpack the outer one first" in reasons[0]


def test_of_a_folder_every_file_goes_to_its_source(sources, write, tmp_path):
    folder = tmp_path / "Downloads"
    shutil.copytree(HISTORY, folder / "my_spotify_data")
    shutil.copytree(FIXTURES / "playlists", folder / "lists")
    write("Downloads/scrobbles.csv", TABLES["ghan"])
    write("Downloads/listens.zip", "")
    pack(folder / "listens.zip", **{"listens/2023/9.jsonl": LISTENS})
    write("Downloads/.DS_Store", "x")
    write("Downloads/desktop.ini", "x")
    found, reasons = sources(folder)
    assert found == {
        "playlists": ["entries.csv", "mpd.slice.0-1.json"],
        "history": ["Downloads"],
        "listenbrainz": ["listens.zip"],
        "lastfm": ["scrobbles.csv"],
    }
    assert reasons == []


def test_an_unpacked_export_of_listenbrainz_is_read_whole(sources, write, tmp_path):
    write("export/user.json", {"user_id": 7})
    write("export/listens/2023/9.jsonl", LISTENS)
    assert sources(tmp_path / "export") == ({"listenbrainz": ["export"]}, [])


def test_beside_an_export_no_other_json_is_opened(sources, tmp_path, monkeypatch):
    shutil.copytree(HISTORY, tmp_path / "data")
    opened = []
    monkeypatch.setattr("ingestion.recognition.read_json", opened.append)
    assert sources(tmp_path / "data") == ({"history": ["data"]}, [])
    assert opened == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a", b"", "expected rows, got an empty file"),
        ("a.db", b"SQLite format 3\x00", "got an SQLite database"),
        ("a.json", "{", "expected JSON, got a fault"),
        ("a.json", '{"temperature": 3}', "expected a file of a known source"),
        ("a.zip", b"PK\x03\x04 damaged", "expected a zip archive, got a damaged one"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10", "got binary data"),
    ],
)
def test_what_nothing_reads_is_one_sentence(name, content, reason, sources, write):
    found, reasons = sources(write(name, content))
    assert found == {}
    assert reason in reasons[0]


def test_a_spreadsheet_and_what_is_not_there_are_named(sources, tmp_path):
    sheet = pack(tmp_path / "a.xlsx", **{"[Content_Types].xml": "", "xl/workbook.xml": ""})
    found, reasons = sources(sheet, tmp_path / "nowhere")
    assert found == {}
    assert "got a spreadsheet; save it as CSV" in reasons[0]
    assert "expected a file, got none" in reasons[1]


def test_the_real_files_are_recognised(sources):
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("no ../shared: the real files are not here")
    songs = folder / "spotify_songs.csv.gz"
    lists = sorted(folder.glob("archive_60_*.parquet"))
    found, _ = sources(songs, *lists)
    assert found == {"tracks": [songs.name], "playlists": [path.name for path in lists]}
