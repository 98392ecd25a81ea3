"""The source `spotify` with its ledger: loaded twice, stopped by limits, gone on with."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from ingestion.demo.entities import Catalogue
from ingestion.demo.generator import generate_catalogue
from ingestion.registry import SOURCES
from ingestion.spotify.endpoints import FILLED
from segue.settings import settings
from tests.ingestion.servers.account import Account, shrink_catalogue
from tests.ingestion.servers.faults import FaultScript, Step
from tests.ingestion.servers.spotify import create_server_app


@pytest.fixture(scope="module")
def small() -> Catalogue:
    return shrink_catalogue(saved=130, plays=60, playlists=5, entries=slice(12))


@pytest.fixture
def account(
    small: Catalogue, request: Any, raw_url: str, serve_as_spotify: Callable
) -> Iterator[Account]:
    script = FaultScript()
    foreign = frozenset({small.playlists[4].playlist_id})
    mode = getattr(request, "param", "dev")
    app = create_server_app(small, mode, faults=script, foreign=foreign)
    found = Account(app, script, raw_url)
    with serve_as_spotify(app, found.pauses.append):
        yield found


@pytest.mark.parametrize("account", ["dev", "extended", "old"], indirect=True)
def test_every_kind_of_app_gives_what_it_still_may(account, load, query, small):
    mode = account.app.config["MODE"].name
    summary = load("spotify")
    assert (summary.status, summary.exit_code) == ("done", 0)
    assert query("select count(*) from raw.saved_tracks") == [(len(small.saved),)]
    assert query("select count(*) from raw.plays") == [(len(small.plays),)]
    assert query("select count(*) from raw.playlists") == [(5,)]
    lists = {"dev": 4, "extended": 5, "old": 5}[mode]
    assert query("select count(distinct playlist_id) from raw.playlist_items") == [(lists,)]
    # whole tracks everywhere: in batches, or one by one
    assert query("select count(*) from raw.tracks where isrc is null") == [(0,)]
    has_popularity = query("select count(popularity) > 0 from raw.tracks")
    assert has_popularity == [(mode != "dev",)]
    assert query("select count(*) > 0 from raw.audio_features") == [(mode == "old",)]
    assert query("select count(followers) > 0 from raw.artists") == [(mode != "dev",)]
    assert query("select count(*) from raw.artists where images is null") == [(0,)]
    assert query("select bool_and(_payload is not null) from raw.tracks") == [(True,)]


def test_nothing_changed_costs_next_to_no_calls_and_changes_nothing(account, load, contents):
    load("spotify")
    first, before = account.take_requests(), contents()
    second = load("spotify")
    again = account.take_requests()
    assert contents() == before
    assert second.is_unchanged and second.status == "done"
    assert len(again) < 15 < len(first)
    assert not [path for path in again if path.endswith("/items")]
    assert again.count("/me/tracks") == again.count("/me/player/recently-played") == 1


def test_it_is_known_when_an_album_was_saved_and_one_that_was_taken_out_is_missing(
    account, load, query, small
):
    saved = {album.album_id: added_at for added_at, album in small.saved_albums}
    first = load("spotify").tables["saved_albums"]
    assert dict(query("select album_id, added_at from raw.saved_albums")) == saved
    assert (first.found, first.new, first.missing) == (3, 3, 0)
    assert query("select count(*) from raw.saved_albums where _payload ? 'album'") == [(0,)]
    account.change(saved_albums=small.saved_albums[1:])
    second = load("spotify").tables["saved_albums"]
    assert (second.found, second.unchanged, second.missing) == (2, 2, 1)
    del saved[small.saved_albums[0][1].album_id]
    assert dict(query("select album_id, added_at from raw.saved_albums")) == saved
    assert small.saved_albums[0][1].album_id in {  # only the saving ended
        album_id for (album_id,) in query("select album_id from raw.albums")
    }


def test_a_database_from_before_saved_albums_were_kept_reads_the_whole_list_again(
    account, load, query, small, raw_url
):
    of_two_pages = tuple(
        (added_at, generate_catalogue().albums[number])
        for number, (added_at, _) in enumerate(generate_catalogue().saved[:60])
    )  # fmt: skip
    account.change(saved_albums=of_two_pages)
    load("spotify")
    with psycopg.connect(raw_url) as connection:
        connection.execute("truncate raw.saved_albums")
    account.take_requests()
    load("spotify")
    assert account.take_requests().count("/me/albums") == 2
    assert query("select count(*) from raw.saved_albums") == [(60,)]
    load("spotify")
    assert account.take_requests().count("/me/albums") == 1


def test_what_the_listener_changed_is_read_and_what_was_taken_out_is_missing(
    account, load, query, small
):
    load("spotify")
    first, second, third, *others = small.playlists
    emptied = dataclasses.replace(
        first, entries=(), modified_at=first.modified_at + timedelta(days=1)
    )
    shorter = dataclasses.replace(
        second, entries=second.entries[:3], modified_at=second.modified_at + timedelta(days=1)
    )
    new_play = (small.plays[0][0] + timedelta(hours=1), small.plays[5][1])
    account.change(
        playlists=(emptied, shorter, *others), saved=small.saved[1:],
        plays=(new_play, *small.plays),
    )  # fmt: skip
    account.take_requests()
    summary = load("spotify")
    counts = summary.tables
    assert (counts["plays"].new, counts["saved_tracks"].missing) == (1, 1)
    assert counts["playlists"].missing == 1
    assert query("select count(*) from raw.saved_tracks") == [(len(small.saved) - 1,)]
    stored = dict(query("select playlist_id, count(*) from raw.playlist_items group by 1"))
    assert first.playlist_id not in stored and third.playlist_id not in stored
    assert stored[second.playlist_id] == 3
    assert account.take_requests().count(f"/playlists/{second.playlist_id}/items") == 1


@pytest.mark.parametrize(
    "step",
    [
        Step("/me/tracks", "429-quota", after=1), Step("/me/playlists", "429-long"),
        Step("/tracks/[^/]+", "429-quota", after=1),
    ],
    ids=lambda step: f"{step.fault} at {step.path}",
)  # fmt: skip
def test_a_long_limit_stops_the_run_and_a_later_one_goes_on_where_it_stopped(
    step, account, load, query, loaded_rows, wipe
):
    load("spotify")
    undisturbed, number = loaded_rows(), len(account.take_requests())
    wipe()
    account.script.steps.append(dataclasses.replace(step))
    stopped = load("spotify")
    first_paths = account.take_requests()
    assert (stopped.status, stopped.exit_code) == ("deferred", 75)
    assert sum(counts.deferred for counts in stopped.tables.values()) > 0
    assert stopped.resume_at is not None
    assert timedelta(hours=13) < stopped.resume_at - datetime.now(UTC) < timedelta(hours=25)
    assert query("select distinct status from raw._runs where finished_at > now() - interval '1 h'"
                 f" and run_id = '{stopped.run_id}'") == [("deferred",)]  # fmt: skip
    early = load("spotify")
    assert early.exit_code == 75
    limited = step.path.replace("[^/]+", "")
    assert not [path for path in account.take_requests() if path.startswith(limited)]
    account.next_day()
    finished = load("spotify")
    assert finished.exit_code == 0
    assert loaded_rows() == undisturbed
    # what was answered is not asked for again, but for the beginnings of the lists
    assert len(first_paths) + len(account.take_requests()) < number + 20


def test_the_own_budget_defers_and_the_backlog_is_read_on_following_days(
    account, load, loaded_rows, wipe, monkeypatch
):
    load("spotify")
    undisturbed = loaded_rows()
    wipe()
    account.take_requests()
    monkeypatch.setattr(settings(), "spotify_per_day", 10)
    for _ in range(12):
        summary = load("spotify")
        paths = account.take_requests()
        assert sum("/tracks/" in path for path in paths) <= 10
        assert sum(path.startswith("/artists/") and len(path) > 20 for path in paths) <= 10
        if summary.exit_code == 0:
            break
        assert summary.exit_code == 75
        account.next_day()
    assert summary.exit_code == 0
    assert loaded_rows() == undisturbed


def test_requests_are_a_second_apart(account, load):
    load("spotify")
    # nothing really sleeps here, so that each turn is a second after the one before
    assert len(account.pauses) == len(account.take_requests()) - 1
    assert all(later > before for before, later in pairwise(account.pauses))


def test_what_is_not_there_is_remembered_and_not_requested_again(account, load, query):
    account.script.steps.append(Step("/artists/[^/]+", "404", times=2))
    summary = load("spotify")
    assert summary.tables["artists"].missing == 2
    missing_ids = [row[0] for row in query(
        "select entity_id from raw._api_entities where (kind, status) = ('artists', 'missing')"
    )]  # fmt: skip
    assert len(missing_ids) == 2
    account.take_requests()
    again = load("spotify")
    assert again.tables["artists"].missing == 0
    assert not [path for path in account.take_requests() if path.rsplit("/", 1)[-1] in missing_ids]
    # what was known of them from their tracks is kept
    assert query(f"select count(*) from raw.artists where artist_id in {tuple(missing_ids)!r}") == [
        (2,)
    ]


def test_a_forbidden_playlist_is_reported_and_the_others_are_read(account, load, query, small):
    summary = load("spotify")
    foreign = small.playlists[4].playlist_id
    assert any("playlist_items" in str(problem) and "403" in str(problem)
               for problem in summary.problems)  # fmt: skip
    assert query("select kind, status from raw._api_entities where status = 'forbidden'"
                 f" and entity_id = '{foreign}'") == [("playlist_items", "forbidden")]  # fmt: skip


def test_a_list_that_changes_while_it_is_read_is_read_anew(
    account, load, query, small, monkeypatch
):
    changing = account.script.next_fault

    def change(path: str) -> str | None:
        if path == "/me/tracks" and account.script.requests.count(path) == 1:
            account.change(saved=small.saved[1:])  # the answer being given is the second page
        return changing(path)

    monkeypatch.setattr(account.script, "next_fault", change)
    load("spotify")
    stored = {row[0] for row in query("select track_id from raw.saved_tracks")}
    assert {track.track_id for _, track in small.saved[1:]} <= stored


def test_the_source_names_the_tables_it_fills():
    assert SOURCES["spotify"].tables == FILLED


def test_the_summary_is_json(account, load):
    account.script.steps.append(Step("/me/albums", "429-quota"))
    found = json.loads(json.dumps(load("spotify").as_dict()))
    assert found["status"] == "deferred"
    assert found["resume_at"].endswith("+00:00")
