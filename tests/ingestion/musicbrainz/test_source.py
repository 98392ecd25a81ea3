"""The canonical data of MusicBrainz: every row is a recording that names can mean."""

import csv
import io

import psycopg
import pyarrow as pa
import pytest

from ingestion.load.name_keys import build_name_key
from ingestion.recognition import recognize

HEADER = (
    "id,artist_credit_id,artist_mbids,artist_credit_name,release_mbid,release_name,"
    "recording_mbid,recording_name,combined_lookup,score"
)
ROWS = [
    "1,11,{a1},Кино,r1,Группа крови,{0},Группа крови,kinogruppakrovi,5",
    "2,12,{a2},\"Earth, Wind & Fire\",r2,Best,{1},September,earthwindfireseptember,6",
    "3,13,{a3},Земфира,,,{2},Хочешь?,zemfirakhochesh',",
]  # fmt: skip
COLUMNS = (
    "recording_mbid, recording_name, artist_credit_name, release_mbid, release_name,"
    " combined_lookup, lookup_key, score, name_key"
)


def mbid(number):
    return f"0b7c1d10-0000-4000-8000-{number:012}"


def canonical(*rows):
    rows = [row.replace(f"{{{number}}}", mbid(number)) for number, row in enumerate(rows)]
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def write(tmp_path):
    def write(text, name="canonical_musicbrainz_data.csv"):
        path = tmp_path / name
        body = text.encode()
        path.write_bytes(pa.compress(body, "zstd", asbytes=True) if name.endswith("zst") else body)
        return path

    return write


@pytest.mark.parametrize("name", ["canonical_musicbrainz_data.csv", "canonical.csv.zst"])
def test_the_names_of_each_recording_are_loaded(name, load, query, write):
    path = write(canonical(*ROWS), name)
    summary = load("musicbrainz", path)
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(f"select {COLUMNS} from raw.canonical_recordings order by 1") == [
        (mbid(0), "Группа крови", "Кино", "r1", "Группа крови", "kinogruppakrovi",
         "kinogruppakrovi", 5, build_name_key("Кино", "Группа крови")),
        (mbid(1), "September", "Earth, Wind & Fire", "r2", "Best", "earthwindfireseptember",
         "earthwindfireseptember", 6, build_name_key("Earth, Wind & Fire", "September")),
        (mbid(2), "Хочешь?", "Земфира", None, None, "zemfirakhochesh'", "zemfirakhochesh",
         None, build_name_key("Земфира", "Хочешь?")),
    ]  # fmt: skip
    assert load("musicbrainz", path).is_unchanged


def test_a_newer_dump_changes_what_differs(load, query, write):
    load("musicbrainz", write(canonical(*ROWS)))
    summary = load("musicbrainz", write(canonical(ROWS[0].replace(",5", ",4"), *ROWS[1:])))
    counts = summary.tables["canonical_recordings"]
    assert (counts.new, counts.changed, counts.unchanged) == (0, 1, 2)
    assert query("select min(score) from raw.canonical_recordings") == [(4,)]


def test_a_row_without_an_id_or_a_name_is_listed_and_left_out(load, query, write):
    rows = [ROWS[0], ROWS[1].replace("{1}", "none"), ROWS[2].replace("Земфира", "")]
    summary = load("musicbrainz", write(canonical(*rows)))
    assert [(problem.line, problem.column) for problem in summary.problems] == [
        (3, "recording_mbid"),
        (4, "artist_credit_name"),
    ]
    assert "expected an id of MusicBrainz, got 'none'" in summary.problems[0].reason
    assert query("select count(*) from raw.canonical_recordings") == [(1,)]


def test_a_damaged_file_keeps_what_precedes_the_damage(load, query, tmp_path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER.split(","))
    for number in range(60_000):
        writer.writerow([number, 1, "{}", f"A {number}", "r", "R", mbid(number), "N", "an", 1])
    path = tmp_path / "canonical.csv.zst"
    whole = pa.compress(text.getvalue().encode(), "zstd", asbytes=True)
    path.write_bytes(whole[: len(whole) // 2])
    summary = load("musicbrainz", path)
    assert any("damaged" in problem.reason for problem in summary.problems)
    [(kept,)] = query("select count(*) from raw.canonical_recordings")
    assert 0 < kept < 60_000


def test_another_file_of_the_dump_is_refused_with_what_is_expected(load, write):
    path = write("recording_mbid,canonical_recording_mbid\n" + mbid(1) + "," + mbid(2) + "\n")
    summary = load("musicbrainz", path)
    assert summary.exit_code == 1
    assert "expected canonical_musicbrainz_data.csv" in summary.problems[0].reason
    assert "without the column recording_name" in summary.problems[0].reason


@pytest.mark.parametrize("name", ["canonical_musicbrainz_data.csv", "canonical.csv.zst"])
def test_an_import_recognises_the_file_by_its_columns(name, write, tmp_path):
    path = write(canonical(*ROWS), name)
    assert dict(recognize([path], tmp_path / "unpacked").sources()) == {"musicbrainz": [path]}


def test_what_is_forgotten_is_gone(load, raw_url, query, write):
    from ingestion.deletion import forget

    load("musicbrainz", write(canonical(*ROWS)))
    assert forget("musicbrainz", raw_url).tables == {"raw.canonical_recordings": 3}
    with psycopg.connect(raw_url) as connection:
        assert connection.execute("select 1 from raw.canonical_recordings").fetchall() == []
