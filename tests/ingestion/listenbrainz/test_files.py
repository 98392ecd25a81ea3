"""The export and the dump of ListenBrainz: each line is a play, is refused, or is another's."""

import io
import json
import lzma
import tarfile
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from ingestion.listenbrainz import archives
from segue.errors import WrongUsage
from tests.ingestion.listenbrainz.conftest import write_lines
from tests.ingestion.servers.listenbrainz import build_listen

T = 1_700_000_000
PLAYS = (
    "select extract(epoch from played_at)::bigint, track_id, track_name, artist_name, album_name"
    " from raw.plays order by 1, 3"
)
SPOTIFY = "5listenlistenlistenli5"
EXPORT = {
    "y2023_9": [build_listen(T, 1), build_listen(T + 200, 2)],
    "y2023_10": [build_listen(T + 400, 1), build_listen(T + 600, 3)],
}


def msid(number: int) -> str:
    return build_listen(T, number)["recording_msid"]


def mbid(number: int) -> str:
    return build_listen(T, number)["track_metadata"]["mbid_mapping"]["recording_mbid"]


def test_an_export_gives_plays_and_tracks(load, query, write_export):
    path = write_export(**EXPORT)
    summary = load("listenbrainz", path)
    assert (summary.exit_code, summary.problems) == (0, [])
    assert [file.path for file in summary.files] == [
        f"{path}/listens/2023/9.jsonl",
        f"{path}/listens/2023/10.jsonl",
    ]
    assert query(PLAYS) == [
        (T, None, "Song 1", "Artist 1", "Album 1"),
        (T + 200, None, "Song 2", "Artist 2", "Album 2"),
        (T + 400, None, "Song 1", "Artist 1", "Album 1"),
        (T + 600, None, "Song 3", "Artist 3", "Album 3"),
    ]
    columns = "name, artists, duration_ms, recording_mbid, album_name"
    artist = [{"id": None, "name": "Artist 1"}]
    assert query(f"select {columns} from raw.tracks order by name")[0] == (
        "Song 1", artist, 180_001, mbid(1), "Album 1",
    )  # fmt: skip
    keys = "select count(*) from raw.plays join raw.tracks on track_key = tracks.track_id"
    assert query(keys) == [(4,)]


def test_loaded_again_an_export_changes_nothing(load, contents, write_export):
    feedback = [{"recording_msid": msid(1), "score": 1, "created": T}]
    path = write_export(**EXPORT, feedback=feedback)
    load("listenbrainz", path)
    before = contents()
    assert load("listenbrainz", path).is_unchanged
    assert contents() == before


@pytest.mark.parametrize(
    ("info", "track_id", "isrc", "duration"),
    [
        ({"spotify_id": f"https://open.spotify.com/track/{SPOTIFY}"}, SPOTIFY, None, 180_000),
        ({"spotify_id": f"http://open.spotify.com/track/{SPOTIFY}?x"}, SPOTIFY, None, 180_000),
        ({"origin_url": f"https://open.spotify.com/track/{SPOTIFY}"}, SPOTIFY, None, 180_000),
        ({"origin_url": "https://www.youtube.com/watch?v=1"}, None, None, 180_000),
        ({"spotify_id": None, "isrc": "qz-odd-25-00001"}, None, "QZODD2500001", 180_000),
        ({"isrc": ["QZODD2500001"], "duration_ms": None, "duration": "93"}, None, None, 93_000),
        ({"duration_ms": -1, "duration": 93.0}, None, None, 93_000),
        ({"duration_ms": True, "isrc": "x"}, None, None, None),
    ],
)
def test_ids_and_durations_of_the_player_are_read(
    info, track_id, isrc, duration, load, query, write_export
):
    load("listenbrainz", write_export(y2023_1=[build_listen(T, 0, **info)]))
    assert query("select track_id from raw.plays") == [(track_id,)]
    [(key, *rest)] = query("select track_id, isrc, duration_ms from raw.tracks")
    assert rest == [isrc, duration]
    assert key == track_id or key.startswith("name:")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "expected the second of a listen, got 'None'"),
        ("[1]", "expected the second of a listen, got 'None'"),
        (json.dumps(build_listen(0)), "expected the second of a listen"),
        (json.dumps(build_listen(10**12)), "expected the second of a listen"),
        ('{"listened_at": 1700000001}', "with the name of its track"),
        (
            '{"listened_at": 1700000001, "track_metadata": {"track_name": 3}}',
            "with the name of its track",
        ),
        ('{"listened_at": true, "track_metadata": {}}', "got 'True'"),
    ],
)
def test_a_line_that_is_no_listen_is_named_and_the_others_stay(
    line, sentence, load, query, tmp_path
):
    path = tmp_path / "1.jsonl"
    path.write_text(
        write_lines([build_listen(T)]) + line + "\n\n" + write_lines([build_listen(T + 1)])
    )
    summary = load("listenbrainz", path)
    [problem] = map(str, summary.problems)
    assert problem.startswith(f"{path}, line 2: ")
    assert sentence in problem
    assert summary.exit_code == 0
    assert query("select count(*) from raw.plays") == [(2,)]


def test_a_line_that_is_too_long_is_refused(load, query, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LONGEST_LINE", 2_000)
    monkeypatch.setattr(archives, "PORTION", 500)
    path = tmp_path / "1.jsonl"
    path.write_text(write_lines([build_listen(T), build_listen(T + 1, junk="x" * 9_000),
                                 build_listen(T + 2)]))  # fmt: skip
    summary = load("listenbrainz", path)
    assert [problem.line for problem in summary.problems] == [2]
    assert query("select count(*) from raw.plays") == [(2,)]


def test_feedback_and_pins_find_their_tracks_among_the_listens(load, query, write_export):
    path = write_export(
        **EXPORT,
        feedback=[
            {"recording_msid": msid(1), "recording_mbid": None, "score": 1, "created": T},
            {"recording_msid": None, "recording_mbid": mbid(2), "score": -1, "created": T},
            {"recording_msid": msid(9), "recording_mbid": None, "score": 1, "created": T},
            {"recording_msid": msid(3), "score": 7},
        ],
        pins=[{"recording_msid": msid(3), "recording_mbid": None, "created": T + 9}],
    )  # fmt: skip
    summary = load("listenbrainz", path)
    named = "join raw.tracks as t on t.track_id = s.track_id"
    saved = query(f"select t.name, s.added_at from raw.saved_tracks as s {named}")
    assert saved == [("Song 1", datetime.fromtimestamp(T, UTC))]
    assert query("select track_name, artist_name from raw.banned_tracks") == [
        ("Song 2", "Artist 2")
    ]
    items = "select position, track_name, extract(epoch from added_at)::bigint"
    assert query(f"{items} from raw.playlist_items") == [(0, "Song 3", T + 9)]
    problems = [str(problem) for problem in summary.problems]
    assert "feedback.jsonl, line 4: expected the id of a recording, and a score of 1" in problems[0]
    assert problems[1].endswith("feedback and pins (1)")


def test_feedback_that_was_taken_back_is_deleted(load, query, write_export):
    one, two = ({"recording_msid": msid(number), "score": 1, "created": T} for number in (1, 2))
    load("listenbrainz", write_export(**EXPORT, feedback=[one, two]))
    load("listenbrainz", write_export(**EXPORT, feedback=[one | {"score": -1}]))
    assert query("select count(*) from raw.saved_tracks") == [(0,)]
    assert query("select track_name from raw.banned_tracks") == [("Song 1",)]
    load("listenbrainz", write_export(**EXPORT))
    assert query("select count(*) from raw.banned_tracks") == [(0,)]


def test_listens_alone_leave_the_feedback(load, query, write_export, tmp_path):
    one = {"recording_msid": msid(1), "score": 1, "created": T}
    load("listenbrainz", write_export(**EXPORT, feedback=[one]))
    path = tmp_path / "11.jsonl"
    path.write_text(write_lines([build_listen(T + 900, 4)]))
    assert load("listenbrainz", path).exit_code == 0
    assert query("select count(*) from raw.saved_tracks") == [(1,)]


def test_a_damaged_export_keeps_what_was_read_and_deletes_nothing(load, query, write_export):
    one = {"recording_msid": msid(1), "score": 1, "created": T}
    load("listenbrainz", write_export(**EXPORT, feedback=[one]))
    path = write_export("next.zip", y2023_9=[build_listen(T + n, n) for n in range(300)])
    whole = path.read_bytes()
    middle = whole.index(b"listens/2023/9.jsonl") + 1_500
    path.write_bytes(whole[:middle] + b"\0" * 200 + whole[middle + 200 :])
    summary = load("listenbrainz", path)
    assert summary.exit_code == 1
    assert "9.jsonl: expected a whole file, got a damaged one" in str(summary.problems[0])
    assert query("select count(*) from raw.saved_tracks") == [(1,)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 and no more", "expected a whole zip archive, got a damaged one"),
        (b"\x28\xb5\x2f\xfd and no more", "expected a whole archive, got a damaged one"),
        (b"", "expected listens, got an empty file"),
        (b"listened_at\n1\n", "expected files of ListenBrainz (listens/YYYY/M.jsonl"),
    ],
)
def test_what_is_no_file_of_listenbrainz_is_one_sentence(content, sentence, load, tmp_path):
    path = tmp_path / "anything"
    path.write_bytes(content)
    summary = load("listenbrainz", path)
    assert summary.exit_code == 1
    [problem] = map(str, summary.problems)
    assert problem.startswith(f"{path}: ")
    assert sentence in problem


def write_dump(path, months):
    """Write a dump, compressed as the end of its name says."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, entries in {"COPYING": None, **months}.items():
            text = b"all of it" if entries is None else write_lines(entries).encode()
            member = tarfile.TarInfo(f"listenbrainz-listens-dump-7-full/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    data = packed.getvalue()
    is_xz = path.suffix == ".xz"
    path.write_bytes(
        lzma.compress(data) if is_xz else pa.Codec("zstd").compress(data, asbytes=True)
    )


def dump_line(second, number, user):
    listen = build_listen(second, number)
    listen["track_metadata"].pop("mbid_mapping")
    return {**listen, "user_id": 1, "user_name": user}


@pytest.mark.parametrize("ending", ["zst", "xz"])
def test_of_a_dump_only_the_users_listens_are_read(ending, user, load, query, tmp_path):
    path = tmp_path / f"dump.tar.{ending}"
    write_dump(path, {
        "listens/2023/9.listens": [dump_line(T, 1, user), dump_line(T, 2, "kitty"),
                                   dump_line(T, 3, "somebody")],
        "listens/2023/10.listens": [dump_line(T + 5, 4, "somebody"), dump_line(T + 6, 5, user)],
    })  # fmt: skip
    summary = load("listenbrainz", path)
    assert (summary.exit_code, summary.problems) == (0, [])
    assert [row[2] for row in query(PLAYS)] == ["Song 1", "Song 5"]
    assert query("select distinct _provider from raw.plays") == [("listenbrainz_dump",)]
    assert load("listenbrainz", path).is_unchanged


@pytest.mark.parametrize("name", ["Zoë/B", 'a"b', "日本"])
def test_a_user_of_a_dump_may_have_any_name(name, load, query, tmp_path, monkeypatch):
    from segue.settings import settings

    monkeypatch.setenv("LISTENBRAINZ_USER", f"other, {name}")
    settings.cache_clear()
    path = tmp_path / "dump.tar.zst"
    write_dump(path, {"listens/2023/9.listens": [dump_line(T, 1, name)]})
    load("listenbrainz", path)
    settings.cache_clear()
    assert query("select count(*) from raw.plays") == [(1,)]


def test_a_dump_without_the_users_listens_says_so(user, load, tmp_path):
    path = tmp_path / "dump.tar.zst"
    write_dump(path, {"listens/2023/9.listens": [dump_line(T, 1, "somebody")]})
    summary = load("listenbrainz", path)
    assert summary.exit_code == 1
    assert [str(problem) for problem in summary.problems] == [
        f"{path}: expected at least one listen of kit, got none; check LISTENBRAINZ_USER"
    ]


def test_an_export_without_listens_says_so(load, write_export):
    path = write_export()
    summary = load("listenbrainz", path)
    assert summary.exit_code == 1
    assert [str(problem) for problem in summary.problems] == [
        f"{path}: expected at least one listen, got none"
    ]


def test_a_cut_off_dump_keeps_what_was_read_and_fails(user, load, query, tmp_path):
    path = tmp_path / "dump.tar.zst"
    lines = [dump_line(T + n, n * 7919 % 5000, user) for n in range(5_000)]
    write_dump(path, {"listens/2023/9.listens": lines})
    path.write_bytes(path.read_bytes()[:-2_000])
    summary = load("listenbrainz", path)
    assert summary.exit_code == 1
    assert "got a damaged one" in str(summary.problems[0])


def test_a_dump_without_a_user_is_a_wrong_command(load, tmp_path, monkeypatch):
    from segue.settings import settings

    monkeypatch.delenv("LISTENBRAINZ_USER", raising=False)
    settings.cache_clear()
    path = tmp_path / "dump.tar.zst"
    write_dump(path, {"listens/2023/9.listens": [dump_line(T, 1, "kit")]})
    with pytest.raises(WrongUsage, match="set LISTENBRAINZ_USER"):
        load("listenbrainz", path)
    with pytest.raises(WrongUsage, match="expected files of ListenBrainz, or the name of a user"):
        load("listenbrainz")
