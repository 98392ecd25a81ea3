"""Listens by the API: every one once, on from where a run stopped, whatever the server does."""

import random

import pytest

import ingestion
from ingestion.http.errors import NotFound
from ingestion.listenbrainz.client import ListenBrainzError
from ingestion.listenbrainz.pages import OVERLAP_S
from segue.errors import EXIT_DEFERRED
from segue.settings import settings
from tests.ingestion.servers.faults import PASSING, Step
from tests.ingestion.servers.listenbrainz import build_listen

T = 1_700_000_000
SECONDS = "select extract(epoch from played_at)::bigint, track_name from raw.plays order by 1, 2"
LISTENS = "/1/user/kit/listens"


def fill(fake, *seconds):
    fake.listens += [build_listen(second, number) for number, second in enumerate(seconds)]


def expected(fake):
    return sorted((one["listened_at"], one["track_metadata"]["track_name"]) for one in fake.listens)


def test_all_listens_are_read_page_by_page(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 3_000, 100))
    summary = load("listenbrainz")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(SECONDS) == expected(listenbrainz)
    assert set(listenbrainz.tokens) == {None}


@pytest.mark.parametrize("seed", range(4))
def test_listens_of_one_second_at_the_border_of_a_page_are_all_read(
    seed, listenbrainz, load, query
):
    dice = random.Random(seed)
    listenbrainz.page = 4
    fill(listenbrainz, *(T + dice.randrange(12) for _ in range(24)))
    crowded = {
        s for s in range(T, T + 12) if sum(o["listened_at"] == s for o in listenbrainz.listens) > 3
    }
    listenbrainz.listens = [o for o in listenbrainz.listens if o["listened_at"] not in crowded]
    load("listenbrainz")
    assert query(SECONDS) == expected(listenbrainz)


def test_the_next_run_reads_the_last_day_and_what_is_newer(listenbrainz, load, query, contents):
    fill(listenbrainz, *range(T - 10 * OVERLAP_S, T, OVERLAP_S))
    load("listenbrainz")
    before, listenbrainz.queries = contents(), []
    assert load("listenbrainz").is_unchanged
    assert contents() == before
    assert all("min_ts" in query for query in listenbrainz.queries)
    assert len(listenbrainz.queries) <= 3
    # a player handed one in later, and there are new ones
    fill(listenbrainz, T - OVERLAP_S - 500, *range(T, T + 1_200, 100))
    load("listenbrainz")
    assert query(SECONDS) == expected(listenbrainz)


def test_a_long_limit_defers_and_the_next_run_goes_on_in_both_directions(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 4_000, 100))
    listenbrainz.faults.steps.append(Step(LISTENS, "429-long", after=3))
    first = load("listenbrainz")
    assert first.exit_code == EXIT_DEFERRED
    assert first.resume_at is not None
    [(number,)] = query("select count(*) from raw.plays")
    assert 0 < number < 40
    fill(listenbrainz, *range(T + 4_000, T + 5_000, 100))
    assert load("listenbrainz").exit_code == 0
    assert query(SECONDS) == expected(listenbrainz)


def test_a_limit_while_newer_listens_are_read_leaves_no_gap(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 1_000, 100))
    load("listenbrainz")
    day = OVERLAP_S
    fill(listenbrainz, *range(T + day, T + 9 * day, day // 4))
    listenbrainz.faults.steps.append(Step(LISTENS, "429-long", after=3))
    assert load("listenbrainz").exit_code == EXIT_DEFERRED
    assert load("listenbrainz").exit_code == 0
    assert query(SECONDS) == expected(listenbrainz)


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_costs_nothing(fault, listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 2_000, 100))
    listenbrainz.faults.steps.append(Step(LISTENS, fault, times=2, after=2))
    summary = load("listenbrainz")
    assert (summary.exit_code, summary.problems) == (0, [])
    assert query(SECONDS) == expected(listenbrainz)


def test_a_page_that_comes_again_is_requested_again(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 2_000, 100))
    listenbrainz.faults.steps.append(Step(LISTENS, "500", after=1))
    listenbrainz.repeats_pages = 2
    load("listenbrainz")
    assert query(SECONDS) == expected(listenbrainz)


def test_a_lasting_fault_keeps_what_was_read(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 2_000, 100))
    listenbrainz.faults.steps.append(Step(LISTENS, "500", times=3, after=2))
    summary = load("listenbrainz")
    assert summary.exit_code == EXIT_DEFERRED
    assert "expected ListenBrainz to answer, got 500 in 3 tries" in str(summary.problems[0])
    assert load("listenbrainz").exit_code == 0
    assert query(SECONDS) == expected(listenbrainz)


def test_a_fault_from_the_first_page_on_fails_and_loads_nothing(listenbrainz, load, query):
    listenbrainz.faults.steps.append(Step(LISTENS, "500", times=3))
    with pytest.raises(ListenBrainzError, match="got 500 in 3 tries"):
        load("listenbrainz")
    assert query("select count(*) from raw.plays") == [(0,)]
    assert query("select count(*) from raw._api_marks") == [(0,)]


def test_the_limits_in_the_headers_are_obeyed(listenbrainz, load):
    fill(listenbrainz, *range(T, T + 1_000, 100))
    listenbrainz.headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-In": "7"}
    load("listenbrainz")
    assert set(listenbrainz.pauses) == {7.0}
    assert len(listenbrainz.pauses) == len(listenbrainz.queries)  # before each but the first


def test_a_limit_without_retry_after_waits_until_its_reset(listenbrainz, load):
    listenbrainz.headers = {"X-RateLimit-Reset-In": "4"}
    listenbrainz.faults.steps.append(Step(LISTENS, "429-no-time"))
    load("listenbrainz")
    assert listenbrainz.pauses == [30.0]  # the fault has no header at all: a cautious guess


def test_an_unknown_user_is_named(listenbrainz, load):
    listenbrainz.user = "somebody else"
    with pytest.raises(NotFound, match="got 404 for 'kit'; check LISTENBRAINZ_USER"):
        load("listenbrainz")


def test_a_token_is_sent_and_stored_nowhere(listenbrainz, load, query, monkeypatch, caplog):
    monkeypatch.setenv("LISTENBRAINZ_TOKEN", "very-secret")
    settings.cache_clear()
    fill(listenbrainz, T)
    listenbrainz.faults.steps.append(Step(LISTENS, "500"))
    summary = load("listenbrainz")
    assert set(listenbrainz.tokens) == {"Token very-secret"}
    assert "very-secret" not in f"{summary.as_dict()} {caplog.text}"
    assert query("select count(*) from raw._rejected where reason like '%secret%'") == [(0,)]


def test_feedback_becomes_saved_and_banned_tracks(listenbrainz, load, query):
    fill(listenbrainz, *range(T, T + 900, 100))
    listenbrainz.feedback = [
        {**{name: build_listen(T, number)[name] for name in ("recording_msid", "track_metadata")},
         "score": -1 if number % 2 else 1, "created": T + number}
        for number in range(8)
    ] + [{"recording_msid": "x", "score": 1, "track_metadata": None}]  # fmt: skip
    summary = load("listenbrainz")
    assert query("select track_name from raw.banned_tracks order by 1") == [
        (f"Song {number}",) for number in (1, 3, 5, 7)
    ]
    assert query("select count(*) from raw.saved_tracks join raw.tracks using (track_id)") == [(4,)]
    assert "expected feedback with the names of its track" in str(summary.problems[0])
    listenbrainz.feedback = listenbrainz.feedback[:2]
    load("listenbrainz")
    counts = "(select count(*) from raw.saved_tracks), (select count(*) from raw.banned_tracks)"
    assert query(f"select {counts}") == [(1, 1)]
    assert load("listenbrainz").is_unchanged


def build_feedback(*numbers):
    """Return love for some songs, as the API writes it."""
    return [
        {**{name: build_listen(T, number)[name] for name in ("recording_msid", "track_metadata")},
         "score": 1, "created": T + number}
        for number in numbers
    ]  # fmt: skip


def test_one_users_feedback_does_not_delete_anothers(listenbrainz, load, query, monkeypatch):
    monkeypatch.setenv("LISTENBRAINZ_USER", "kit, ann")
    settings.cache_clear()
    saved = "select name from raw.saved_tracks join raw.tracks using (track_id) order by 1"
    listenbrainz.feedback = build_feedback(1, 2)
    listenbrainz.others["ann"] = build_feedback(2, 3)
    load("listenbrainz")
    assert query(saved) == [("Song 1",), ("Song 2",), ("Song 3",)]
    assert load("listenbrainz").is_unchanged
    listenbrainz.others["ann"] = []
    listenbrainz.faults.steps.append(Step("/1/feedback/user/ann/get-feedback", "500", times=3))
    assert load("listenbrainz").exit_code == EXIT_DEFERRED  # nothing is known of ann's
    assert len(query(saved)) == 3
    load("listenbrainz")
    assert query(saved) == [("Song 1",), ("Song 2",)]


def test_what_was_forgotten_is_read_anew(listenbrainz, load, query, raw_url):
    fill(listenbrainz, *range(T, T + 2_000, 100))
    load("listenbrainz")
    assert ingestion.forget("listenbrainz", raw_url).rows > 20
    assert query("select count(*) from raw.plays") == [(0,)]
    load("listenbrainz")
    assert query(SECONDS) == expected(listenbrainz)


def test_an_export_and_the_api_give_the_same_rows(listenbrainz, load, write_export):
    fill(listenbrainz, *range(T, T + 1_000, 100))
    load("listenbrainz", write_export(y2023_11=listenbrainz.listens))
    assert load("listenbrainz").is_unchanged
