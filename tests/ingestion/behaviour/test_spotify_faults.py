"""The fault matrix: every fault at every endpoint, at its first, middle and last request.

Each case reads a small library until nothing is left to read, as runs on following days would;
what comes out has to be what an undisturbed run reads: nothing lost, nothing doubled. One server
for each kind of app, no real pause, and no time-out but where a server does not answer.
"""

import dataclasses
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.demo.entities import Catalogue
from ingestion.demo.server import serve_app
from ingestion.http.budget import Journal
from ingestion.http.errors import ApiError, LoginNeeded
from ingestion.http.retry import TRIES
from ingestion.load.summary import RunSummary
from ingestion.spotify.endpoints import ENDPOINTS as ENDPOINT_TABLE
from tests.ingestion.servers import faults as server_faults
from tests.ingestion.servers.account import shrink_catalogue
from tests.ingestion.servers.faults import FAULTS, FaultScript, Step
from tests.ingestion.servers.pkce_account import Account, Rows
from tests.ingestion.servers.spotify import create_server_app

pytestmark = pytest.mark.timeout(60)  # a run that hangs is a failure of its own
SEED = 20261123
LISTS = (
    "/me/tracks", "/me/albums", "/me/playlists", "/me/top/tracks", "/me/top/artists",
    "/me/player/recently-played", "/playlists/[^/]+/items", "/albums/[^/]+/tracks",
)  # fmt: skip
# an endpoint that is the same for several kinds of app is asked as one of them
ENDPOINTS = {
    "old": (*LISTS, "/albums/", "/tracks/", "/artists/", "/audio-features/"),
    "extended": ("/albums/", "/tracks/", "/artists/"),
    "dev": ("/tracks/[^/]+", "/artists/[^/]+", "/playlists/[^/]+/items"),
}
CASES = [(mode, endpoint) for mode in ("old", "dev") for endpoint in ENDPOINTS[mode]]
SINGLE = ("/tracks/[^/]+", "/artists/[^/]+")
AT_ONCE = {"albums": 4, "tracks": 5, "artists": 6, "audio_features": 12}
REFUSALS = {"403", "403-text", "404"}
LOGIN_ENDS = {"401", "expired", "revoked", "invalid-grant"}
LIMITS = {"429-long": timedelta(seconds=86_400), "429-quota": timedelta(seconds=48_925)}
PASSING = sorted(set(FAULTS) - REFUSALS - LOGIN_ENDS - set(LIMITS))
# a page of plays does not say how many there are: a short one cannot be told from the last one
UNSEEN = {("/me/player/recently-played", "shortened")}


@pytest.fixture(scope="module")
def small() -> Catalogue:
    """Return a catalogue of which every list has some pages of two."""
    return shrink_catalogue(
        saved=5, plays=5, playlists=3, entries=slice(1, 5), are_short=True
    )  # fmt: skip


@pytest.fixture(scope="module")
def accounts(small: Catalogue) -> Iterator[dict[str, Account]]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_faults, "SLOW_S", 0.3)
        for name, at_once in AT_ONCE.items():
            few = dataclasses.replace(ENDPOINT_TABLE[name], ids_at_once=at_once)
            patch.setitem(ENDPOINT_TABLE, name, few)
        found = {}
        for mode in ENDPOINTS:
            script = FaultScript()
            app = create_server_app(small, mode, faults=script, tracks_with_album=2)
            found[mode] = Account(app, stack.enter_context(serve_app(app)), script)
            stack.callback(found[mode].session.close)
        yield found


@pytest.fixture(scope="module")
def undisturbed(accounts: dict[str, Account]) -> dict[str, tuple[Rows, list[str]]]:
    """Return for each mode the rows of an undisturbed run, and the paths it asked for."""
    found = {}
    for mode, account in accounts.items():
        account.script.requests.clear()
        rows, runs = account.until_finished()
        assert len(runs) == 1
        found[mode] = rows, list(account.script.requests)
    return found


def moments(paths: list[str], endpoint: str) -> list[int]:
    """Return the numbers of the first, the middle and the last request of an endpoint."""
    number = sum(re.fullmatch(endpoint, path) is not None for path in paths)
    assert number >= 2, f"{endpoint} was requested {number} times"
    return sorted({0, number // 2, number - 1})


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("mode", ENDPOINTS)
def test_a_passing_fault_costs_a_pause_and_no_row(mode, fault, accounts, undisturbed):
    rows, paths = undisturbed[mode]
    account = accounts[mode]
    # one run meets it at every endpoint, at the first, the middle and the last request
    steps = [
        Step(endpoint, fault, after=moment)
        for endpoint in ENDPOINTS[mode]
        for moment in moments(paths, endpoint)
        if (endpoint, fault) not in UNSEEN
    ]
    account.set_faults(*steps)
    loaded, runs = account.until_finished()
    assert loaded == rows
    assert len(runs) == 1
    assert len(account.pauses) == len(steps) and max(account.pauses) <= 30
    assert all(step.times == 0 for step in steps)


LASTING = ("500", "dropped", "half-text", "empty-object", "shortened", "429-short", *LIMITS)


@pytest.mark.parametrize("fault", LASTING)
@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_lasting_fault_is_gone_on_from_where_it_came(
    mode, endpoint, fault, accounts, undisturbed
):
    if (endpoint, fault) in UNSEEN:
        return
    rows, paths = undisturbed[mode]
    account = accounts[mode]
    # each run meets the fault once more, at a later request, and keeps what it got before
    times = 1 if fault in LIMITS else TRIES
    steps = [Step(endpoint, fault, times, moment) for moment in moments(paths, endpoint)]
    account.set_faults(*steps)
    loaded, runs = account.until_finished()
    assert loaded == rows
    # a playlist or a single track that fails is left for the next run, and the others are read
    assert 2 <= len(runs) <= 1 + len(steps)
    assert all(step.times == 0 for step in steps)
    assert max(account.pauses, default=0) <= 30  # a day is nowhere waited for
    for run in runs[:-1]:
        assert isinstance(run, RunSummary) and run.exit_code == 75
        assert (run.resume_at is not None) == fault.startswith("429")
        if run.resume_at and fault in LIMITS:
            assert abs(run.resume_at - datetime.now(UTC) - LIMITS[fault]) < timedelta(minutes=2)


@pytest.mark.parametrize("fault", sorted(REFUSALS))
@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_refusal_leaves_out_one_thing_and_says_so(mode, endpoint, fault, accounts, undisturbed):
    rows, paths = undisturbed[mode]
    account = accounts[mode]
    for moment in moments(paths, endpoint):
        account.set_faults(Step(endpoint, fault, after=moment))
        loaded, (run,) = account.until_finished()
        assert isinstance(run, RunSummary) and run.exit_code == 0
        for table, of_table in loaded.items():
            assert set(of_table) <= set(rows[table])
            # what its list tells of it stays
            assert endpoint not in SINGLE or set(of_table) == set(rows[table])
        is_tombstone = endpoint in SINGLE and fault == "404"
        assert is_tombstone or any(fault[:3] in str(problem) for problem in run.problems)


@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_token_that_ends_is_renewed_once(mode, endpoint, accounts, undisturbed):
    rows, paths = undisturbed[mode]
    account = accounts[mode]
    chosen = moments(paths, endpoint)
    account.set_faults(*(Step(endpoint, "expired", after=moment) for moment in chosen))
    renewals = len(account.app.config["TOKENS"].issued)
    loaded, runs = account.until_finished()
    assert (loaded, len(runs)) == (rows, 1)
    assert len(account.app.config["TOKENS"].issued) == renewals + 2 * len(chosen)
    moment = random.Random(f"{SEED}{mode}{endpoint}").choice(chosen)
    account.set_faults(Step(endpoint, "401", times=2, after=moment))
    with pytest.raises(LoginNeeded, match=r"got 401 .*; log in again"):
        account.run(Journal())


@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_login_that_ends_asks_for_another_and_the_run_goes_on_after_it(
    mode, endpoint, accounts, undisturbed
):
    rows, paths = undisturbed[mode]
    account = accounts[mode]
    steps = [Step(endpoint, "revoked", after=moment) for moment in moments(paths, endpoint)]
    account.set_faults(*steps)
    loaded, runs = account.until_finished()
    assert loaded == rows
    assert [str(run) for run in runs[:-1]] == [
        "expected a token from Spotify, got invalid_grant; log in again"
    ] * len(steps)


@pytest.mark.parametrize("fault", [*PASSING, *LIMITS, *sorted(REFUSALS)])
def test_a_server_of_tokens_that_fails_costs_a_pause_or_a_later_run(fault, accounts, undisturbed):
    rows, paths = undisturbed["dev"]
    account = accounts["dev"]
    chosen = sorted(random.Random(f"{SEED}{fault}").sample(range(len(paths)), 3))
    ended = [Step("/(?!api).*", "expired", after=moment) for moment in chosen]
    # it fails once each time that a token is asked for; then three times in a row
    account.set_faults(*ended, *(Step("/api/token", fault, after=number) for number in range(3)))
    loaded, runs = account.until_finished()
    assert (loaded, len(runs)) == (rows, 4 if fault in LIMITS else 1)
    account.set_faults(ended[0], Step("/api/token", fault, times=TRIES))
    ended[0].times, ended[0].after = 1, chosen[0]
    loaded, runs = account.until_finished()
    assert (loaded, len(runs)) == (rows, 4 if fault in LIMITS else 2)
    assert isinstance(runs[0], RunSummary) and runs[0].exit_code == 75
    assert max(account.pauses, default=0) <= 30
    assert all(step.times == 0 for step in account.script.steps)


def test_a_server_that_is_down_is_an_error_of_the_run(accounts):
    account = accounts["old"]
    account.set_faults(Step("/.*", "503", times=1_000))
    with pytest.raises(ApiError, match="in 3 tries; try later"):
        account.run(Journal())
    account.set_faults()
