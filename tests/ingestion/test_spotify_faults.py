"""The fault matrix: every fault at every endpoint, at its first, middle and last request.

Each case reads a small library until nothing is left to read, as runs on following days would;
what comes out has to be what an undisturbed run reads: nothing lost, nothing doubled.
"""

import dataclasses
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests

from ingestion.demo import server_faults
from ingestion.demo.catalogue import Catalogue, catalogue
from ingestion.demo.server import create_server_app, serving_app
from ingestion.demo.server_faults import FAULTS, FaultScript, Step
from ingestion.spotify import library
from ingestion.spotify.budget import Journal
from ingestion.spotify.client import TRIES, LoginNeeded, SpotifyClient, SpotifyError, connect
from ingestion.spotify.library import Library
from ingestion.summary import Problem
from ingestion.tables import TABLES

SEED, MOST_RUNS = 20261123, 5
ENDPOINTS = {
    "old": (
        "/me/tracks", "/me/albums", "/me/playlists", "/me/top/tracks", "/me/top/artists",
        "/me/player/recently-played", "/playlists/[^/]+/items", "/albums/", "/tracks/",
        "/artists/", "/audio-features/",
    ),
    "dev": ("/tracks/[^/]+", "/artists/[^/]+", "/playlists/[^/]+/items"),
}  # fmt: skip
AT_ONCE = {"ALBUMS": 4, "TRACKS": 5, "ARTISTS": 6, "FEATURES": 12}
REFUSALS = {"403", "403-text", "404"}
LOGIN_ENDS = {"401", "invalid-grant"}
PASSING = sorted(set(FAULTS) - REFUSALS - LOGIN_ENDS - {"429-long", "429-quota"})
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@pytest.fixture(scope="module")
def small() -> Catalogue:
    """Return a catalogue of which every list has some pages of two."""
    whole = catalogue()
    albums = tuple(sorted(whole.saved_albums, key=lambda saved: len(saved[1].tracks))[:3])
    playlists = tuple(
        dataclasses.replace(p, entries=p.entries[1:5]) for p in whole.playlists[:3]
    )  # fmt: skip
    return dataclasses.replace(
        whole, saved=whole.saved[:5], saved_albums=albums, playlists=playlists,
        plays=whole.plays[:5],
    )  # fmt: skip


class _Renewable:
    """A login that can get a new token, as PKCE's can."""

    def __init__(self, address: str) -> None:
        self._address, self._token, self.renewals = address, "", 0

    def get_access_token(self, **_: Any) -> str:
        return self._token or self.renew()

    def renew(self) -> str:
        self.renewals += 1
        form = {"grant_type": "client_credentials"}
        answer = requests.post(f"{self._address}/api/token", form, auth=("a", "b"), timeout=5)
        self._token = answer.json()["access_token"]
        return self._token


class Account:
    """A server of one mode with a script of faults, and the runs against it."""

    def __init__(self, address: str, script: FaultScript, session: requests.Session) -> None:
        self.address, self.script, self._session = address, script, session
        self.pauses: list[float] = []
        self.login = _Renewable(address)

    def client(self, journal: Journal) -> SpotifyClient:
        """Return a client that does not wait long for an answer, nor really between tries."""
        found = connect(
            self.login, self._session, f"{self.address}/v1/",
            journal=journal, sleep=self.pauses.append,
        )  # fmt: skip
        found.spotify.requests_timeout = 0.2
        return found

    def run(self, journal: Journal) -> tuple[Rows, Library, list[Problem]]:
        """Return what one run loads; a run that fails loads nothing and raises."""
        problems: list[Problem] = []
        rejections: Any = type("Listed", (), {"add": lambda _, problem: problems.append(problem)})()
        reader = Library(self.client(journal), "test", rejections, page=2)
        rows: Rows = {}
        for batch in reader.read():
            key = TABLES[batch.table].key
            of_table = rows.setdefault(batch.table, {})
            for row in batch.rows.to_pylist():
                place = tuple(row[name] for name in key)
                assert place not in of_table, f"{batch.table} {place} came twice in a run"
                of_table[place] = row
        return rows, reader, problems

    def until_finished(self) -> tuple[Rows, int, list[Problem]]:
        """Run again and again, as a person would, until a run leaves nothing."""
        journal, loaded, told = Journal(), Rows(), []
        for number in range(1, MOST_RUNS + 1):
            try:
                rows, reader, problems = self.run(journal)
            except SpotifyError:
                continue
            told += problems
            for table, of_table in rows.items():
                loaded.setdefault(table, {}).update(of_table)
            if not reader.outcome.deferred:
                return loaded, number, told
        raise AssertionError(f"not finished after {MOST_RUNS} runs")


@pytest.fixture(scope="module")
def accounts(small: Catalogue) -> Iterator[dict[str, Account]]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_faults, "SLOW_S", 0.3)
        for name, at_once in AT_ONCE.items():
            few = dataclasses.replace(getattr(library, name), at_once=at_once)
            patch.setattr(library, name, few)
        found = {}
        for mode in ENDPOINTS:
            script = FaultScript()
            address = stack.enter_context(
                serving_app(create_server_app(small, mode, faults=script))
            )
            session = stack.enter_context(requests.Session())
            session.trust_env = False
            found[mode] = Account(address, script, session)
        yield found


@pytest.fixture(scope="module")
def undisturbed(accounts: dict[str, Account]) -> dict[str, tuple[Rows, list[str]]]:
    """Return for each mode the rows of an undisturbed run, and the paths it asked for."""
    found = {}
    for mode, account in accounts.items():
        account.script.asked.clear()
        rows, number, _ = account.until_finished()
        assert number == 1
        found[mode] = rows, list(account.script.asked)
    return found


def moments(asked: list[str], endpoint: str) -> list[int]:
    """Return the numbers of the first, the middle and the last request of an endpoint."""
    number = sum(re.fullmatch(endpoint, path) is not None for path in asked)
    assert number >= 2, f"{endpoint} was asked {number} times"
    return sorted({0, number // 2, number - 1})


CASES = [(mode, endpoint) for mode, endpoints in ENDPOINTS.items() for endpoint in endpoints]


def scripted(account: Account, *steps: Step) -> None:
    account.script.steps[:] = steps
    account.pauses.clear()


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("mode", ENDPOINTS)
def test_a_passing_fault_costs_a_pause_and_no_row(
    mode: str, fault: str, accounts: dict[str, Account], undisturbed: Any
) -> None:
    rows, asked = undisturbed[mode]
    account = accounts[mode]
    # one run meets it at every endpoint, at the first, the middle and the last request
    steps = [
        Step(endpoint, fault, after=moment)
        for endpoint in ENDPOINTS[mode]
        for moment in moments(asked, endpoint)
    ]
    scripted(account, *steps)
    loaded, number, _ = account.until_finished()
    assert loaded == rows
    assert number == 1
    assert len(account.pauses) == len(steps) and max(account.pauses) <= 30
    assert all(step.times == 0 for step in steps)


LASTING = ("500", "dropped", "half-text", "empty-object", "429-long", "429-quota", "429-short")


@pytest.mark.parametrize("fault", LASTING)
@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_lasting_fault_is_gone_on_from_where_it_came(
    mode: str, endpoint: str, fault: str, accounts: dict[str, Account], undisturbed: Any
) -> None:
    rows, asked = undisturbed[mode]
    account = accounts[mode]
    times = 1 if fault in ("429-long", "429-quota") else TRIES
    # each run meets the fault once more, at a later request, and keeps what it got before
    steps = [Step(endpoint, fault, times, moment) for moment in moments(asked, endpoint)]
    scripted(account, *steps)
    loaded, number, _ = account.until_finished()
    assert loaded == rows
    # a playlist or a single track that fails is left for the next run, and the others are read
    assert 2 <= number <= 1 + len(steps)
    assert all(step.times == 0 for step in steps)
    assert max(account.pauses, default=0) <= 30


@pytest.mark.parametrize("fault", sorted(REFUSALS))
@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_refusal_leaves_out_one_thing_and_says_so(
    mode: str, endpoint: str, fault: str, accounts: dict[str, Account], undisturbed: Any
) -> None:
    rows, asked = undisturbed[mode]
    account = accounts[mode]
    for moment in moments(asked, endpoint):
        scripted(account, Step(endpoint, fault, after=moment))
        loaded, number, told = account.until_finished()
        assert number == 1
        for table, of_table in loaded.items():
            assert set(of_table) <= set(rows[table])
        is_single = "[^/]+" in endpoint and "items" not in endpoint
        assert told or (is_single and fault == "404")
    scripted(account)
    assert account.until_finished()[0] == rows


@pytest.mark.parametrize(("mode", "endpoint"), CASES)
def test_a_token_that_ends_is_renewed_once(
    mode: str, endpoint: str, accounts: dict[str, Account], undisturbed: Any
) -> None:
    rows, asked = undisturbed[mode]
    account = accounts[mode]
    chosen, renewals = moments(asked, endpoint), account.login.renewals
    scripted(account, *(Step(endpoint, "401", after=moment) for moment in chosen))
    assert account.until_finished()[:2] == (rows, 1)
    assert account.login.renewals == renewals + len(chosen)
    moment = random.Random(f"{SEED}{mode}{endpoint}").choice(chosen)
    scripted(account, Step(endpoint, "401", times=2, after=moment))
    with pytest.raises(LoginNeeded, match="log in again"):
        account.run(Journal())


def test_a_server_that_is_down_is_an_error_of_the_run(accounts: dict[str, Account]) -> None:
    account = accounts["old"]
    scripted(account, Step("/.*", "503", times=1_000))
    with pytest.raises(SpotifyError, match="in 3 tries; try later"):
        account.run(Journal())
    scripted(account)


def test_a_fault_can_be_asked_for_by_a_header(accounts: dict[str, Account]) -> None:
    account = accounts["old"]
    headers = {"Authorization": f"Bearer {account.login.renew()}"}
    address = f"{account.address}/v1/me/tracks"
    assert requests.get(address, headers=headers, timeout=5).status_code == 200
    spoiled = requests.get(
        address, headers=headers | {server_faults.HEADER: "429-quota"}, timeout=5
    )
    assert spoiled.status_code == 429
    assert spoiled.headers["Retry-After"] == "48925"
    assert spoiled.json()["error"]["reason"] == "QUOTA_EXCEEDED"
