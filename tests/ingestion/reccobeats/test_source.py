"""Features by id: joined on `href`, unknown ids remembered, and every fault of the server."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ingestion.reccobeats.client import ReccoBeatsError
from segue.errors import SegueError
from segue.settings import settings
from tests.ingestion.servers.faults import Step
from tests.ingestion.servers.reccobeats import build_features_body

PATH = "/audio-features"
ROWS = "select track_id, tempo, key, mode, time_signature, duration_ms from raw.audio_features"
PASSING = [
    "429-short", "429-text", "429-no-time", "500", "502", "503", "slow", "dropped", "truncated",
    "half-text", "not-json", "empty", "empty-object", "other-shape", "null-items", "list",
    "error-as-text", "error-as-list",
]  # fmt: skip
LASTING = [*(name for name in PASSING if not name.startswith("429")), "403", "404", "no-content"]
LONG = ["429-long", "429-quota"]


def ids_of(number: int) -> list[str]:
    return [f"{n:022d}" for n in range(number)]


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def test_rows_are_joined_by_id_in_whatever_order_they_come(reccobeats, load_tracks, load, query):
    ids = ids_of(95)
    load_tracks(ids)
    for n, track_id in enumerate(ids):
        reccobeats.add_tracks(track_id, tempo=100.0 + n)
    summary = load("reccobeats")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert [row[:2] for row in query(f"{ROWS} order by 1")] == [
        (track_id, 100.0 + n) for n, track_id in enumerate(ids)
    ]
    assert reccobeats.faults.requests == [PATH] * 3  # 40, 40 and 15


def test_a_second_load_requests_nothing_and_changes_nothing(
    reccobeats, load_tracks, load, contents
):
    load_tracks(ids_of(3))
    reccobeats.add_tracks(*ids_of(2))
    first = load("reccobeats")
    assert (first.tables["audio_features"].new, first.tables["audio_features"].missing) == (2, 1)
    before = contents()
    second = load("reccobeats")
    assert (second.exit_code, second.is_unchanged) == (0, True)
    assert contents() == before
    assert len(reccobeats.faults.requests) == 1


def test_an_unknown_id_is_requested_again_after_its_time(
    reccobeats, load_tracks, load, query, raw_url
):
    load_tracks(ids_of(2))
    reccobeats.add_tracks(ids_of(1)[0])
    load("reccobeats")
    reccobeats.add_tracks(ids_of(2)[1])
    execute(raw_url, "update raw._api_entities set asked_at = now() - interval '29 days'")
    load("reccobeats")
    assert query("select count(*) from raw.audio_features") == [(1,)]
    execute(raw_url, "update raw._api_entities set asked_at = now() - interval '31 days'")
    load("reccobeats")
    assert query("select count(*) from raw.audio_features") == [(2,)]
    assert query("select count(*) from raw._api_entities") == [(0,)]


def test_the_time_for_which_an_unknown_id_is_remembered_is_a_setting(
    reccobeats, load_tracks, load, monkeypatch
):
    monkeypatch.setenv("SEGUE_RECCOBEATS_ASK_AGAIN_AFTER_DAYS", "0")
    settings.cache_clear()
    load_tracks(ids_of(1))
    for _ in range(2):
        assert load("reccobeats").tables["audio_features"].missing == 1
    assert len(reccobeats.faults.requests) == 2


def test_no_key_is_no_key_and_what_reccobeats_does_not_know_is_empty(
    reccobeats, load_tracks, load, query
):
    load_tracks(ids_of(1))
    reccobeats.add_tracks(*ids_of(1), key=-1, mode=0)
    load("reccobeats")
    assert query(ROWS) == [(ids_of(1)[0], 121.5, None, 0, None, None)]
    assert query("select _source, _provider, _payload ->> 'key' from raw.audio_features") == [
        ("reccobeats", "reccobeats", "-1")
    ]


def test_several_rows_of_one_recording_keep_to_their_own_tracks(
    reccobeats, load_tracks, load, query
):
    one, other, stranger = ids_of(3)
    load_tracks([one, other])
    reccobeats.add_tracks(one, tempo=100.0, id="b")
    reccobeats.add_tracks(one, tempo=200.0, id="a")  # always this one, whatever the order
    reccobeats.known[one].append(build_features_body(stranger, tempo=90.0))
    reccobeats.add_tracks(other, tempo=110.0)
    assert load("reccobeats").problems == []
    assert [row[:2] for row in query(f"{ROWS} order by 1")] == [(one, 200.0), (other, 110.0)]


def test_an_odd_value_is_left_empty_and_reported(reccobeats, load_tracks, load, query):
    load_tracks(ids_of(2))
    reccobeats.add_tracks(ids_of(1)[0], energy=7, mode="minor")
    none = dict.fromkeys(build_features_body("x"), None)
    reccobeats.known[ids_of(2)[1]] = [none | {"href": f"https://x/track/{ids_of(2)[1]}"}]
    summary = load("reccobeats")
    messages = [str(problem) for problem in summary.problems]
    assert any("energy: expected a number from 0 to 1, got 7" in one for one in messages)
    assert any("mode: expected a number from 0 to 1, got 'minor'" in one for one in messages)
    assert any("expected features of the track" in one for one in messages)
    assert query("select energy, mode, valence from raw.audio_features") == [(None, None, 0.6)]


def test_tracks_that_need_none_are_not_requested(reccobeats, load, query, raw_url, fixtures):
    load("tracks", fixtures / "tracks" / "generic.csv")  # with features
    columns = "_source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id"
    execute(
        raw_url,
        f"insert into raw.tracks ({columns}) values ('demo', 'demo', now(), 1, 'l', '{'d' * 22}'),"
        " ('history', 'your_library', now(), 1, 'l', 'name:0123')",
    )
    assert load("reccobeats").exit_code == 0
    assert reccobeats.faults.requests == []


def test_a_track_with_only_a_key_a_mode_or_a_bar_is_requested(reccobeats, load, query, fixtures):
    load("tracks", fixtures / "half_known" / "half_known.csv")
    known = query("select track_id, tempo, key, time_signature from raw.audio_features order by 1")
    assert known == [(ids_of(1)[0], None, 1, 4), (ids_of(2)[1], None, None, 3)]
    reccobeats.add_tracks(*ids_of(2))
    load("reccobeats")
    measured = query("select track_id from raw.audio_features where tempo = 121.5 order by 1")
    assert measured == [(track_id,) for track_id in ids_of(2)]
    requests = len(reccobeats.faults.requests)
    load("reccobeats")
    assert len(reccobeats.faults.requests) == requests


def test_tracks_that_are_only_played_listed_or_saved_are_requested(
    reccobeats, load, query, fixtures
):
    load("history", fixtures / "history")
    reccobeats.add_tracks("0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB")
    load("reccobeats")
    assert query("select count(*) from raw.audio_features") == [(2,)]


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_tried_again(fault, reccobeats, load_tracks, load, query):
    load_tracks(ids_of(41))
    reccobeats.add_tracks(*ids_of(41))
    reccobeats.faults.steps = [Step(PATH, fault, times=2)]
    summary = load("reccobeats")
    assert summary.exit_code == 0
    assert query("select count(*) from raw.audio_features") == [(41,)]
    assert query("select count(*) from raw._api_entities") == [(0,)]
    assert len(reccobeats.faults.requests) == 4


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_is_an_error_and_never_an_absence(
    fault, reccobeats, load_tracks, load, query
):
    load_tracks(ids_of(3))
    reccobeats.add_tracks(*ids_of(3))
    reccobeats.faults.steps = [Step(PATH, fault, times=99)]
    with pytest.raises(ReccoBeatsError, match="expected ReccoBeats to answer, got"):
        load("reccobeats")
    assert query("select count(*) from raw._api_entities") == [(0,)]
    reccobeats.faults.steps = []
    assert load("reccobeats").tables["audio_features"].new == 3


def test_what_was_answered_before_and_after_a_fault_is_kept(reccobeats, load_tracks, load, query):
    load_tracks(ids_of(120))
    reccobeats.add_tracks(*ids_of(120))
    reccobeats.faults.steps = [Step(PATH, "500", times=3, after=1)]
    summary = load("reccobeats")
    assert (summary.exit_code, summary.tables["audio_features"].deferred) == (75, 40)
    assert "got 500 in 3 tries" in str(summary.problems[0])
    assert load("reccobeats").tables["audio_features"].new == 40
    assert query("select count(*) from raw.audio_features") == [(120,)]


@pytest.mark.parametrize("fault", LONG)
def test_a_long_limit_keeps_what_there_is_and_says_when_to_go_on(
    fault, reccobeats, load_tracks, load, query, raw_url
):
    load_tracks(ids_of(100))
    reccobeats.add_tracks(*ids_of(100))
    reccobeats.faults.steps = [Step(PATH, fault, after=1)]
    summary = load("reccobeats")
    counts = summary.tables["audio_features"]
    assert (summary.exit_code, counts.new, counts.deferred) == (75, 40, 60)
    assert summary.resume_at is not None
    assert summary.resume_at - datetime.now(UTC) > timedelta(hours=13)
    number_of_requests = len(reccobeats.faults.requests)
    again = load("reccobeats")  # before its time: nothing is asked
    assert (again.exit_code, again.resume_at) == (75, summary.resume_at)
    assert len(reccobeats.faults.requests) == number_of_requests
    execute(raw_url, "update raw._api_limits set resume_at = now()")
    assert load("reccobeats").tables["audio_features"].new == 60
    assert query("select count(distinct track_id), count(*) from raw.audio_features") == [
        (100, 100)
    ]


def test_a_short_limit_that_does_not_end_is_a_long_one(reccobeats, load_tracks, load):
    load_tracks(ids_of(1))
    reccobeats.faults.steps = [Step(PATH, "429-short", times=99)]
    assert load("reccobeats").exit_code == 75
    assert len(reccobeats.faults.requests) == 3


def test_requests_keep_the_pace_of_the_setting(reccobeats, load_tracks, load, monkeypatch):
    monkeypatch.setenv("SEGUE_RECCOBEATS_PER_SECOND", "0.1")
    settings.cache_clear()
    load_tracks(ids_of(120))
    load("reccobeats")
    assert [round(pause / 10) for pause in reccobeats.pauses] == [1, 2]


def test_answers_of_a_run_that_was_broken_off_are_not_requested_again(
    reccobeats, load_tracks, load, query, monkeypatch
):
    load_tracks(ids_of(80))
    reccobeats.add_tracks(*ids_of(79))

    def die(*_: object) -> None:
        raise SegueError("expected a disk, got none")

    with monkeypatch.context() as patch, pytest.raises(SegueError, match="a disk"):
        patch.setattr("ingestion.reccobeats.source.build_notes", die)
        load("reccobeats")
    reccobeats.faults.steps = [Step(PATH, "500", times=99)]
    assert query("select count(*) from raw.audio_features") == [(0,)]
    assert load("reccobeats").tables["audio_features"].new == 79
    assert len(reccobeats.faults.requests) == 2


def test_a_track_without_an_id_of_spotifys_is_requested_by_its_isrc(
    reccobeats, load, query, raw_url
):
    known, unknown = "QZAAA2400001", "QZAAA2400002"
    columns = "_source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, isrc"
    execute(raw_url, f"""
        insert into raw.tracks ({columns}) values
        ('listenbrainz', 'listenbrainz', now(), 1, 'l', 'name:1', 'qz-aaa-24-00001'),
        ('listenbrainz', 'listenbrainz', now(), 2, 'l', 'name:2', '{unknown}'),
        ('listenbrainz', 'listenbrainz', now(), 3, 'l', 'name:3', 'no code')
    """)  # fmt: skip
    reccobeats.known[known] = [build_features_body(ids_of(1)[0], isrc=known, tempo=99.0)]
    summary = load("reccobeats")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(ROWS) == [(f"isrc:{known}", 99.0, 4, 1, None, None)]
    assert query("select entity_id from raw._api_entities") == [(f"isrc:{unknown}",)]
    assert load("reccobeats").is_unchanged
    assert len(reccobeats.faults.requests) == 1
