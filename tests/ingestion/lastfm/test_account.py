"""Scrobbles by the API: every one once, on from where a run stopped, whatever the server does."""

import pytest

import ingestion
from ingestion.http.errors import NotFound
from ingestion.lastfm.client import LastFmError
from ingestion.lastfm.pages import OVERLAP_S
from segue.errors import EXIT_DEFERRED, WrongUsage
from segue.settings import settings
from tests.ingestion.servers.faults import PASSING, Step
from tests.ingestion.servers.lastfm import KEY, build_scrobble

T = 1_700_000_000
SECONDS = "select extract(epoch from played_at)::bigint, track_name from raw.plays order by 1, 2"
SCROBBLES = "user.getRecentTracks"


def fill(fake, *seconds):
    fake.scrobbles += [build_scrobble(second, number) for number, second in enumerate(seconds)]


def expected(fake):
    return sorted((int(one["date"]["uts"]), one["name"]) for one in fake.scrobbles)


@pytest.mark.parametrize("number", [0, 1, 5, 6, 33])
def test_all_scrobbles_are_read_page_by_page(number, lastfm, load, query):
    fill(lastfm, *range(T, T + 100 * number, 100))
    summary = load("lastfm")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(SECONDS) == expected(lastfm)


def test_scrobbles_of_one_second_are_all_read(lastfm, load, query):
    fill(lastfm, *[T] * 12, *[T + 1] * 3)
    load("lastfm")
    assert query(SECONDS) == expected(lastfm)


def test_what_plays_now_is_left_out(lastfm, load, query):
    fill(lastfm, T, T + 100)
    playing = build_scrobble(T, 9) | {"@attr": {"nowplaying": "true"}}
    del playing["date"]
    lastfm.plays_now = playing
    assert load("lastfm").problems == []
    assert query(SECONDS) == expected(lastfm)


def test_ids_of_musicbrainz_are_not_believed(lastfm, load, query):
    fill(lastfm, T)
    load("lastfm")
    row = "select name, artists, album_name, recording_mbid from raw.tracks"
    [(name, artists, album, mbid)] = query(row)
    assert (name, album, mbid) == ("Song 0", "Album 0", None)
    assert "Artist 0" in str(artists)


def test_the_next_run_reads_the_last_day_and_what_is_newer(lastfm, load, query, contents):
    fill(lastfm, *range(T - 10 * OVERLAP_S, T, OVERLAP_S))
    load("lastfm")
    before, lastfm.queries = contents(), []
    assert load("lastfm").is_unchanged
    assert contents() == before
    assert len(lastfm.queries) == 2  # scrobbles, loved tracks
    fill(lastfm, T - OVERLAP_S - 500, *range(T, T + 2_200, 100))
    load("lastfm")
    assert query(SECONDS) == expected(lastfm)


@pytest.mark.parametrize("after", range(1, 5))
def test_a_long_limit_defers_and_the_next_run_leaves_no_gap(after, lastfm, load, query):
    fill(lastfm, *range(T, T + 1_000, 100))
    lastfm.faults.steps.append(Step(SCROBBLES, "429-long", after=1))
    first = load("lastfm")
    assert (first.exit_code, first.resume_at is not None) == (EXIT_DEFERRED, True)
    lastfm.faults.steps.append(Step(SCROBBLES, "429-long", after=after))
    fill(lastfm, *range(T + 90_000, T + 92_000, 100))
    assert load("lastfm").exit_code == EXIT_DEFERRED
    fill(lastfm, *range(T + 180_000, T + 181_000, 100))
    assert load("lastfm").exit_code == 0
    assert query(SECONDS) == expected(lastfm)


@pytest.mark.parametrize("error", [8, 11, 16, 29])
def test_a_passing_error_is_tried_again(error, lastfm, load, query):
    fill(lastfm, *range(T, T + 2_000, 100))
    lastfm.errors = {2: error, 3: error}
    summary = load("lastfm")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(SECONDS) == expected(lastfm)
    assert len(lastfm.pauses) == 2


@pytest.mark.parametrize("fault", [*PASSING, "429-text"])
def test_a_passing_fault_costs_nothing(fault, lastfm, load, query):
    fill(lastfm, *range(T, T + 2_000, 100))
    lastfm.faults.steps.append(Step(SCROBBLES, fault, times=2, after=2))
    summary = load("lastfm")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(SECONDS) == expected(lastfm)


def test_a_lasting_error_keeps_what_was_read(lastfm, load, query):
    fill(lastfm, *range(T, T + 2_000, 100))
    lastfm.errors = dict.fromkeys((3, 4, 5), 8)
    summary = load("lastfm")
    assert summary.exit_code == EXIT_DEFERRED
    assert "expected Last.fm to answer, got error 8 in 3 tries" in str(summary.problems[0])
    assert len(query(SECONDS)) == 10
    assert load("lastfm").exit_code == 0
    assert query(SECONDS) == expected(lastfm)


def test_a_lasting_rate_limit_defers(lastfm, load, query):
    fill(lastfm, *range(T, T + 2_000, 100))
    lastfm.errors = dict.fromkeys((3, 4, 5), 29)
    summary = load("lastfm")
    assert (summary.exit_code, summary.resume_at is not None) == (EXIT_DEFERRED, True)
    assert load("lastfm").exit_code == 0
    assert query(SECONDS) == expected(lastfm)


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [(6, NotFound, "error 6 for 'kit'; check LASTFM_USER"),
     (10, LastFmError, "correct LASTFM_API_KEY"), (26, LastFmError, "correct LASTFM_API_KEY"),
     (17, LastFmError, "'kit' hides them"),
     (3, LastFmError, "got error 3; check SEGUE_LASTFM_URL")],
)  # fmt: skip
def test_an_error_that_stays_says_what_to_do(error, kind, message, lastfm, load, query):
    lastfm.errors = {1: error}
    with pytest.raises(kind, match=message):
        load("lastfm")
    assert query("select count(*) from raw.plays") == [(0,)]


def test_a_server_that_ignores_the_bounds_is_noticed(lastfm, load, query, monkeypatch):
    fill(lastfm, *range(T - 9 * OVERLAP_S, T, OVERLAP_S))
    load("lastfm")
    answer = lastfm.answer
    monkeypatch.setattr(lastfm, "answer", lambda query: answer(query | {"from": "1"}))
    fill(lastfm, *range(T + 4 * OVERLAP_S, T + 4 * OVERLAP_S + 600, 100))
    with pytest.raises(LastFmError, match="scrobbles of another time"):
        load("lastfm")


def test_loved_tracks_are_saved_until_they_are_not(lastfm, load, query):
    fill(lastfm, T)
    lastfm.loved = [build_scrobble(T + number, number) for number in range(8)] + [{"name": ""}]
    summary = load("lastfm")
    assert "the loved track is left out" in str(summary.problems[0])
    saved = "select name from raw.saved_tracks join raw.tracks using (track_id) order by 1"
    assert query(saved) == [(f"Song {number}",) for number in range(8)]
    lastfm.loved = lastfm.loved[:2]
    load("lastfm")
    assert query(saved) == [("Song 0",), ("Song 1",)]
    assert load("lastfm").is_unchanged


def test_the_key_is_stored_nowhere(lastfm, load, query, caplog):
    fill(lastfm, T)
    lastfm.faults.steps.append(Step(SCROBBLES, "dropped"))
    summary = load("lastfm")
    assert {query["api_key"] for query in lastfm.queries} == {KEY}
    assert KEY not in f"{summary.as_dict()} {caplog.text}"


def test_without_files_a_user_and_a_key_are_needed(lastfm, load, monkeypatch):
    monkeypatch.delenv("LASTFM_API_KEY")
    settings.cache_clear()
    with pytest.raises(WrongUsage, match="LASTFM_USER and LASTFM_API_KEY"):
        load("lastfm")


def test_what_was_forgotten_is_read_anew(lastfm, load, query, raw_url):
    fill(lastfm, *range(T, T + 2_000, 100))
    load("lastfm")
    assert ingestion.forget("lastfm", raw_url).rows >= 20
    assert query("select count(*) from raw.plays") == [(0,)]
    load("lastfm")
    assert query(SECONDS) == expected(lastfm)
