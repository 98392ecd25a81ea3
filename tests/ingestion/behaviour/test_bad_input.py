"""Faults of files: one sentence names file, line and column; what can be kept is kept."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

A, B, C = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB", "0ccccccccccccccccccccC"
HEADER = "track_id,track_name,artists,tempo,danceability,key,popularity,explicit,release_date\n"
GOOD = f"{A},One,X,120.5,0.5,5,10,true,2019\n{C},Three,Z,99,0.25,-1,0,false,2019-02-28\n"


def row(**values: str) -> str:
    """Return a good row with some values put in the place of its own."""
    cells = {
        "track_id": B, "track_name": "Two", "artists": "Y", "tempo": "100",
        "danceability": "0.4", "key": "1", "popularity": "5", "explicit": "false",
        "release_date": "2020-01",
    }  # fmt: skip
    return ",".join({**cells, **values}.values()) + "\n"


# a fault of one value: the row stays, the value is left empty
BAD_VALUES = {
    "a text where a number is due": (row(tempo="fast"), "tempo", "expected a number, got 'fast'"),
    "a number out of range": (
        row(danceability="1.5"), "danceability", "expected a number from 0 to 1, got '1.5'",
    ),
    "not a number": (row(danceability="NaN"), None, None),  # as pandas writes nothing
    "infinity": (row(tempo="inf"), "tempo", "expected a number from 0 to 1000, got 'inf'"),
    "a key that is none": (row(key="12"), "key", "expected a whole number from -1 to 11, got '12'"),
    "a part of a key": (row(key="2.5"), "key", "expected a whole number, got '2.5'"),
    "a popularity below 0": (
        row(popularity="-1"), "popularity", "expected a whole number from 0 to 100, got '-1'",
    ),
    "neither true nor false": (
        row(explicit="maybe"), "explicit", "expected true or false, got 'maybe'",
    ),
    "a day that is none": (
        row(release_date="2019-02-30"), "release_date",
        "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, got '2019-02-30'",
    ),
    "the year 0000": (
        row(release_date="0000"), "release_date",
        "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, got '0000'",
    ),
    "a broken list": (
        row(artists="['a"), None, None,  # no list at all, so a name
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_VALUES)
def test_a_bad_value_costs_that_value_only(fault, load, query, tmp_path):
    text, column, sentence = BAD_VALUES[fault]
    path = tmp_path / "songs.csv"
    path.write_text(HEADER + text + GOOD)
    summary = load("tracks", path)
    assert summary.exit_code == 0
    assert query("select count(*) from raw.tracks") == [(3,)]
    expected = [f"{path}, line 2, column {column}: {sentence}; the value is left empty"]
    assert [str(problem) for problem in summary.problems] == (expected if column else [])
    if column in ("tempo", "danceability", "key"):
        [(value,)] = query(f"select {column} from raw.audio_features where track_id = '{B}'")
        assert value is None


# a fault of a row: the others stay
BAD_ROWS = {
    "a field too few": (row(key="").replace(",,", ","), "expected 9 fields, got 8"),
    "a field too many": (row(track_name="a,b"), "expected 9 fields, got 10"),
    "a quote that is never closed": (row(track_name='"Two'), "expected a closing quote"),
    "no id": (row(track_id=""), "column track_id: expected the id, URI or address of a track"),
    "an id that is none": (
        row(track_id="spotify:album:x"),
        "column track_id: expected the id, URI or address of a track, got 'spotify:album:x'",
    ),
}


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_a_bad_row_costs_that_row_only(fault, load, query, tmp_path):
    text, sentence = BAD_ROWS[fault]
    path = tmp_path / "songs.csv"
    path.write_text(HEADER + text + GOOD)
    summary = load("tracks", path)
    [problem] = map(str, summary.problems)
    assert problem.startswith(f"{path}, line 2")
    assert sentence in problem
    assert problem.endswith("the row is left out")
    assert query("select track_id from raw.tracks order by 1") == [(A,), (C,)]
    assert summary.tables["tracks"].failed == 1
    [(line, raw_text)] = query("select line, raw_text from raw._rejected")
    assert line == 2
    assert raw_text is None or raw_text in text or text.startswith(raw_text)


def test_an_undecodable_byte_is_named_and_costs_one_value(load, query, tmp_path):
    path = tmp_path / "songs.csv"
    bad = row(track_name="Caf@").encode().replace(b"@", b"\xe9")
    path.write_bytes((HEADER + GOOD).encode() + bad)
    summary = load("tracks", path)
    assert [str(problem) for problem in summary.problems] == [
        f"{path}, line 4, column track_name: expected UTF-8, got 'Caf\\\\xe9';"
        " the value is left empty"
    ]
    assert query(f"select name, popularity from raw.tracks where track_id = '{B}'") == [(None, 5)]
    assert query("select raw_text from raw._rejected") == [("Caf\\xe9",)]


def test_a_nul_byte_is_refused_and_can_be_listed(load, query, tmp_path):
    path = tmp_path / "songs.csv"
    filler = "".join(row(track_id=f"{n:022d}") for n in range(200))  # past the first look
    path.write_text(HEADER + filler + row(track_name="T\x00wo"))
    summary = load("tracks", path)
    [problem] = summary.problems
    assert (problem.line, problem.column) == (202, "track_name")
    assert query("select raw_text from raw._rejected") == [("T\\x00wo",)]


def test_after_an_unclosed_quote_reading_goes_on_at_the_next_line(load, query, tmp_path):
    path = tmp_path / "songs.csv"
    quoted = row(track_id=f"{1:022d}", track_name='"Two, and a half"')
    path.write_text(HEADER + row(track_name='"Two') + quoted + GOOD + quoted.replace("1,", "2,"))
    summary = load("tracks", path)
    assert summary.tables["tracks"].failed == 1
    assert query("select count(*) from raw.tracks") == [(4,)]


def test_lines_are_counted_through_values_of_several_lines(load, tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text(HEADER + row(track_name='"a\n\nb"') + "\n" + row(tempo="fast"))
    [problem] = load("tracks", path).problems
    assert problem.line == 6


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_mark_and_line_ends_make_no_difference(mark, end, load, query, tmp_path):
    path = tmp_path / "songs.csv"
    path.write_bytes((mark + HEADER + GOOD).replace("\n", end).encode())
    assert load("tracks", path).problems == []
    assert query("select name, release_date from raw.tracks order by track_id") == [
        ("One", "2019"), ("Three", "2019-02-28"),
    ]  # fmt: skip


def test_a_layout_whose_column_is_missing_is_reported_and_loaded_without(
    load, query, fixtures, tmp_path
):
    path = tmp_path / "songs.csv"
    text = (fixtures / "tracks" / "tidytuesday.csv").read_text()
    path.write_text(text.replace(",tempo,", ",something,"))
    summary = load("tracks", path)
    assert [str(problem) for problem in summary.problems] == [
        f"{path}, line 1, column tempo: expected this column in a file of the layout"
        " tidytuesday, got none; its values are left empty",
        f"{path}: kept in _payload as they came: something",
    ]
    assert query("select count(*), count(energy), count(tempo) from raw.audio_features") == [
        (3, 3, 0)
    ]


# a fault of a whole file: nothing can be kept, the exit code says so
BAD_FILES: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "expected a file, got none; check the path"),
    "empty": (b"", "expected rows, got an empty file"),
    "blank": (b"\n \n", "expected rows, got an empty file"),
    "only a header": (HEADER.encode(), "expected at least one row that can be used, got none"),
    "no column with an id": (b"title,tempo\nOne,1\n", "line 1, column track_id: expected a column"),
    "prose": (b"Dear all,\nhere is the file.\n", "line 1, column track_id: expected a column"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "got binary data"),
    "UTF-16": ("a,b\n".encode("utf-16"), "got UTF-16 text; save it as UTF-8"),
    "a zip archive": (b"PK\x03\x04....", "got a zip archive; unpack it first"),
    "JSON": (b'{"a": 1}', "expected CSV or Parquet, got JSON"),
    "not really Parquet": (b"PAR1 but no more", "expected Parquet, got a damaged file"),
    "not really gzip": (b"\x1f\x8b and no more", "got a damaged archive"),
    "line ends of old": (b"track_id,tempo\rx,1\r", "line 1: expected lines that end in LF or CRLF"),
    "only broken rows": (b"track_id,tempo\na\nb\n", "expected 2 fields, got 1"),
}


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_file_without_a_usable_row_is_named_and_fails(fault, load, contents, tmp_path):
    body, sentence = BAD_FILES[fault]
    path = tmp_path / "songs.csv"
    if body is not None:
        path.write_bytes(body)
    before = contents()
    summary = load("tracks", path)
    assert summary.exit_code == 1
    assert str(path) in str(summary.problems[0])
    assert sentence in str(summary.problems[0])
    assert "\n" not in str(summary.problems[0])
    assert contents() == before


def test_a_folder_that_holds_nothing_is_named(load, tmp_path):
    summary = load("tracks", tmp_path)
    assert summary.exit_code == 1
    assert "expected a file, got a folder" in str(summary.problems[0])


def test_one_bad_file_does_not_stop_the_others(load, query, fixtures, tmp_path):
    summary = load("tracks", tmp_path / "missing.csv", fixtures / "tracks" / "generic.csv")
    assert summary.exit_code == 1
    assert query("select count(*) from raw.tracks") == [(2,)]


def test_of_a_gzip_file_cut_short_the_whole_rows_are_kept(load, query, tmp_path):
    path = tmp_path / "songs.csv.gz"
    rows = "".join(row(track_id=f"{n:022d}", tempo=str(n % 250)) for n in range(20_000))
    whole = gzip.compress((HEADER + rows).encode())
    path.write_bytes(whole[: len(whole) // 2])
    summary = load("tracks", path)
    assert summary.exit_code == 1
    [(kept,)] = query("select count(*) from raw.tracks")
    assert 1_000 < kept < 20_000
    assert "got the damaged end of a compressed file" in str(summary.problems[-1])


def test_parquet_of_other_types_is_read_or_reported(load, query, tmp_path):
    path = tmp_path / "songs.parquet"
    table = pa.table({
        "track_id": [A, B, C],
        "track_name": ["One", "Two", None],
        "artists": [["X", "Y"], [], None],
        "popularity": pa.array([10, 101, None], pa.int8()),
        "tempo": pa.array([100.0, float("nan"), None], pa.float32()),
        "danceability": ["0.5", "high", None],
        "energy": [[1.0], [2.0], None],
        "explicit": [True, None, False],
    })  # fmt: skip
    pq.write_table(table, path)
    summary = load("tracks", path)
    assert [(p.line, p.column, p.unit) for p in summary.problems] == [
        (2, "popularity", "row"), (2, "danceability", "row"), (1, "energy", "row"),
        (2, "energy", "row"), (2, "tempo", "row"),
    ]  # fmt: skip
    assert query("select popularity, explicit from raw.tracks order by track_id") == [
        (10, True), (None, None), (None, False),
    ]  # fmt: skip
    assert query("select track_id, tempo, danceability from raw.audio_features") == [
        (A, 100.0, 0.5)
    ]


def test_many_problems_are_all_listed_in_the_database_and_some_on_the_screen(
    load, query, tmp_path, capsys
):
    path = tmp_path / "songs.csv"
    rows = "".join(row(track_id=f"{n:022d}", tempo="fast") for n in range(6_000))
    path.write_text(HEADER + rows)
    summary = load("tracks", path)
    assert query("select count(*), max(line) from raw._rejected") == [(6_000, 6_001)]
    assert summary.number_of_problems == 6_000
    summary.print()
    assert f"and 5,980 more, in raw._rejected under run_id {summary.run_id}" in (
        capsys.readouterr().out
    )
