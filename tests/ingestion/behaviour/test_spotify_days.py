"""One account over many days, in the database: limits at every endpoint, and what changes later.

Each run meets a limit one request further on, as an app with a small quota does; on the last day
the tables hold what a single undisturbed run brings, and nothing was asked for twice.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingestion.demo.entities import Catalogue
from ingestion.http.retry import TRIES
from ingestion.load.tables import TABLES
from ingestion.spotify.library import Library
from tests.ingestion.servers.account import Account, shrink_catalogue
from tests.ingestion.servers.faults import FaultScript, Step
from tests.ingestion.servers.spotify import create_server_app

MOST_DAYS = 8
ENDPOINTS = (
    "/me/tracks", "/me/albums", "/me/player/recently-played", "/playlists/[^/]+/items",
    "/albums/[^/]+/tracks", "/tracks/[^/]+",
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Catalogue:
    return shrink_catalogue(
        saved=5, plays=5, playlists=3, entries=slice(1, 6), are_short=True
    )  # fmt: skip


@pytest.fixture
def account(
    small: Catalogue, monkeypatch: pytest.MonkeyPatch, raw_url: str, serve_as_spotify: Callable
) -> Iterator[Account]:
    script = FaultScript()
    app = create_server_app(small, "dev", faults=script, tracks_with_album=2)
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "page", 2)
    with serve_as_spotify(app):
        yield Account(app, script, raw_url)


def requests_for(endpoint: str, paths: list[str]) -> list[str]:
    return [path for path in paths if re.fullmatch(endpoint, path)]


@pytest.fixture(scope="module")
def once() -> dict[str, Any]:
    return {}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_limits_on_many_days_lose_no_row_and_no_request(
    endpoint, account, load, loaded_rows, once, wipe
):
    if not once:  # what a single run brings is the same for all endpoints
        assert load("spotify").exit_code == 0
        once |= {"rows": loaded_rows(), "paths": account.take_requests()}
        wipe()
    undisturbed, paths = once["rows"], once["paths"]
    number = len(requests_for(endpoint, paths))
    assert number >= 2
    # the first request of a day, the middle one, the last; a quota, a long limit, and a server
    # that fails
    account.script.steps[:] = [
        Step(endpoint, "429-quota"),
        Step(endpoint, "429-long", after=number // 2),
        Step(endpoint, "500", times=TRIES, after=number - 1),
    ]  # fmt: skip
    for _day in range(MOST_DAYS):
        summary = load("spotify")
        if summary.exit_code == 0:
            break
        assert summary.exit_code == 75
        if summary.resume_at:
            assert timedelta(hours=13) < summary.resume_at - datetime.now(UTC) < timedelta(days=1)
        account.next_day()
    assert summary.exit_code == 0
    assert all(step.times == 0 for step in account.script.steps)
    assert loaded_rows() == undisturbed
    # each fault costs its own requests; a run that goes on asks for none again that was answered,
    # but for a list that had ended: that may have become longer
    again = Counter(requests_for(endpoint, account.take_requests()))
    extra = again - Counter(requests_for(endpoint, paths))
    is_list = endpoint.startswith("/me/")
    assert sum(extra.values()) <= 2 + TRIES + (number if is_list else 0)


def test_long_albums_are_read_to_their_end_and_once_only(account, load, query, small):
    load("spotify")
    first = account.take_requests()
    expected = {t.track_id for _, album in small.saved_albums for t in album.tracks}
    stored = {row[0] for row in query("select track_id from raw.tracks")}
    assert expected <= stored
    assert len(requests_for("/albums/[^/]+/tracks", first)) >= 3
    assert query("select count(*) from raw.tracks where album_id is null") == [(0,)]
    assert load("spotify").is_unchanged
    assert requests_for("/albums/[^/]+/tracks", account.take_requests()) == []


def test_nothing_changed_requests_each_list_once_and_for_nothing_else(account, load):
    load("spotify")
    first = account.take_requests()
    assert load("spotify").is_unchanged
    again = Counter(account.take_requests())
    # the lists that have no mark, tops and playlists, are read whole; the others to their 1st page
    assert again["/me/tracks"] == again["/me/albums"] == again["/me/player/recently-played"] == 1
    whole = ("/me/playlists", "/me/top/tracks", "/me/top/artists")
    assert {path: again[path] for path in whole} == {path: first.count(path) for path in whole}
    assert set(again) == {*whole, "/me/tracks", "/me/albums", "/me/player/recently-played"}


def test_plays_go_on_from_the_newest_that_a_whole_reading_brought(account, load, query, small):
    account.script.steps[:] = [Step("/me/player/recently-played", "429-quota", after=1)]
    assert load("spotify").exit_code == 75
    assert query("select count(*) from raw.plays") == [(2,)]
    account.next_day()
    newer = [(small.plays[0][0] + timedelta(hours=n), small.plays[n][1]) for n in (3, 2, 1)]
    account.change(plays=(*newer, *small.plays))
    assert load("spotify").exit_code == 0
    assert query("select count(*) from raw.plays") == [(5,)]  # the older ones are not left out
    assert load("spotify").tables["plays"].new == 3
    assert query("select count(*) from raw.plays") == [(8,)]
    account.take_requests()
    assert load("spotify").tables["plays"].new == 0
    assert len(requests_for("/me/player/recently-played", account.take_requests())) == 1


@pytest.mark.parametrize("endpoint", ["/me/tracks", "/playlists/[^/]+/items"])
def test_a_list_that_is_always_shorter_than_it_says_is_believed_the_second_time(
    endpoint, account, load, query
):
    load("spotify")
    name = {"/me/tracks": "saved_tracks"}.get(endpoint, "playlist_items")
    keys = f"select {', '.join(TABLES[name].key)} from raw.{name}"
    before = set(query(keys))
    newer = account.app.config["CATALOGUE"]
    account.change(
        saved=((newer.saved[0][0] + timedelta(days=1), newer.saved[0][1]), *newer.saved[1:]),
        playlists=tuple(
            dataclasses.replace(p, modified_at=p.modified_at + timedelta(days=1))
            for p in newer.playlists
        ),
    )  # fmt: skip
    hidden = [Step(endpoint, "shortened", times=1_000, after=1)]
    account.script.steps[:] = hidden
    first = load("spotify")
    assert first.exit_code == 75
    assert any("expected" in str(p) and "items, got" in str(p) for p in first.problems)
    assert set(query(keys)) == before  # no absence is inferred
    assert first.tables[name].deferred > 0
    account.script.steps[:] = [dataclasses.replace(hidden[0], after=1)]
    assert load("spotify").exit_code == 0


def test_an_answer_that_is_cut_once_deletes_nothing(account, load, loaded_rows, small):
    load("spotify")
    before = loaded_rows()
    for endpoint in ("/me/tracks", "/me/playlists", "/playlists/[^/]+/items"):
        for fault in ("shortened", "null-items", "other-shape"):
            account.script.steps[:] = [Step(endpoint, fault)]
            assert load("spotify").exit_code == 0
            assert loaded_rows() == before
