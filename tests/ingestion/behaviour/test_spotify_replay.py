"""Bodies recorded from Spotify, played by the server: every odd thing in them is accounted for.

Each odd object that the index of the recordings names ends as a row under its id, as an entry of
a playlist, or as a counted rejection. The table says which, and the index how many there are.
"""

import csv
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ingestion.demo.generator import generate_catalogue
from ingestion.demo.server import serve_app
from ingestion.load.batches import write_json
from ingestion.load.summary import Problem, RunSummary
from ingestion.spotify.client import connect
from ingestion.spotify.library import Library
from tests.ingestion.servers.account import FixedToken
from tests.ingestion.servers.replay import Recorded, walk
from tests.ingestion.servers.spotify import create_server_app

Body = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]
NOTHING: Body = {}  # stands for an item that is null
Place = tuple[str, int] | None  # of an entry: its playlist and position
ROW_OF = {"playlist": ("playlists", "playlist_id"),
          "track": ("tracks", "track_id"), "album": ("albums", "album_id"),
          "artist": ("artists", "artist_id")}  # fmt: skip


def _is(kind: str) -> Callable[[Body], bool]:
    return lambda body: body.get("type") == kind


def _empty(body: Body, name: str) -> bool:
    return name in body and not body[name]


# edge case of the index -> which objects it means, and as what they end. What has an id is a row;
# a file of the listener's own and its album have none, and end with the entry that they are in.
# One such file was recorded as what was just played, which is no entry: it is rejected
LOCAL = {"entry", "rejection"}
EDGE_CASES: dict[str, tuple[Callable[[Body], bool], set[str]]] = {
    "compilation": (lambda b: b.get("album_type") == "compilation", {"row"}),
    "date_year": (lambda b: _is("album")(b) and len(b.get("release_date") or "") == 4, {"row"}),
    "date_null": (lambda b: _is("album")(b) and _empty(b, "release_date"), LOCAL),
    "linked_from": (lambda b: "linked_from" in b, {"row"}),
    "explicit": (lambda b: b.get("explicit") is True and _is("track")(b), {"row"}),
    "preview_null": (lambda b: _is("track")(b) and _empty(b, "preview_url"), {"row", *LOCAL}),
    "popularity_zero": (lambda b: b.get("popularity") == 0, {"row", *LOCAL}),
    "not_playable": (lambda b: b.get("is_playable") is False, {"row"}),
    "restrictions": (lambda b: "restrictions" in b, {"row"}),
    "artist_no_genres": (lambda b: _is("artist")(b) and _empty(b, "genres"), {"row"}),
    "artist_no_images": (lambda b: _is("artist")(b) and _empty(b, "images"), {"row"}),
    "album_no_images": (lambda b: _is("album")(b) and _empty(b, "images"), LOCAL),
    "id_null": (lambda b: _is("track")(b) and b.get("id") is None, LOCAL),
    "isrc_absent": (lambda b: _is("track")(b) and "external_ids" in b
                    and "isrc" not in b["external_ids"], LOCAL),
    "local": (lambda b: b.get("is_local") is True and _is("track")(b), LOCAL),
    "item_null": (lambda b: "added_at" in b and "track" in b and b["track"] is None, {"entry"}),
    "item_episode": (lambda b: _is("episode")(b), {"entry"}),
    "null_in_items": (lambda b: b is NOTHING, {"rejection"}),
    "playlist_desc_null": (lambda b: _is("playlist")(b) and "description" in b
                           and b["description"] is None, {"rejection"}),
    "playlist_no_images": (lambda b: _is("playlist")(b) and _empty(b, "images"),
                           {"row", "rejection"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def archive(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the recorded bodies."""
    folder = tmp_path_factory.mktemp("recorded")
    with tarfile.open(shared_data / "api_json_dev.tar.gz") as bodies:
        bodies.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def index(shared_data: Path) -> list[dict[str, str]]:
    with open(shared_data / "api_json_dev_index.csv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def play_recordings() -> Iterator[Callable[[list[Path]], tuple[Rows, list[Problem]]]]:
    """Return a function that reads a library of recorded bodies over HTTP."""
    app = create_server_app(generate_catalogue())
    token = FixedToken(app.config["TOKEN"])
    with serve_app(app) as address, requests.Session() as session:
        session.trust_env = False

        def play(files: list[Path]) -> tuple[Rows, list[Problem]]:
            app.config["RECORDED"] = Recorded(files)
            summary = RunSummary("replay", "run")
            client = connect(token, session, f"{address}/v1/", sleep=lambda _: None)
            reader, rows = Library(client, "replay", summary), Rows()
            for batch in reader.read():
                rows.setdefault(batch.table, []).extend(batch.rows.to_pylist())
            assert not reader.outcome.deferred
            return rows, summary.problems

        yield play


def ids_of(rows: Rows, table: str, key: str) -> set[str]:
    return {row[key] for row in rows.get(table, ())}


def objects(recorded: Recorded) -> Iterator[tuple[Place, Any, Body]]:
    """Yield each object once, with the item that it is in and where that has its place."""
    placed: list[tuple[Place, Any]] = [
        (None, item)
        for name, items in recorded.lists.items()
        for item in items
        if name != "playlists"
    ]
    for playlist_id, entries in recorded.entries.items():
        placed += [((playlist_id, number), entry) for number, entry in enumerate(entries)]
    for playlist in recorded.lists["playlists"]:
        own = {name: value for name, value in playlist.items() if name not in ("items", "tracks")}
        yield None, playlist, own
    for place, item in placed:
        for body in walk(item) if item is not None else [NOTHING]:
            yield place, item, body


def outcome_of(place: Place, item: Any, body: Body, rows: Rows, problems: list[Problem]) -> str:
    """Return as what an object ended; `lost` is what must not be."""
    table, key = ROW_OF.get(str(body.get("type")), ("", ""))
    if body.get("id") and table:
        return "row" if body["id"] in ids_of(rows, table, key) else "lost"
    if place is not None:
        found = [r for r in rows["playlist_items"] if (r["playlist_id"], r["position"]) == place]
        inner = (item.get("item") or item.get("track") or {}) if item else {}
        return "entry" if [r["track_uri"] for r in found] == [inner.get("uri")] else "lost"
    reported = [without_next(problem.raw_text or "") for problem in problems]
    return "rejection" if without_next(write_json(item or {}) or "") in reported else "lost"


def without_next(text: str) -> str:
    """Leave out where a next page is: the server says that it is here."""
    return re.sub(r'"next":"http[^"]*"', "", text)


def test_every_edge_case_of_the_index_has_a_line_in_the_table(index):
    named = {case.split("=")[0] for line in index for case in line["edge_cases"].split()}
    assert named == set(EDGE_CASES)


def test_every_body_loads_and_every_edge_case_ends_as_the_table_says(
    archive, index, play_recordings
):
    outcomes: dict[str, set[str]] = {case: set() for case in EDGE_CASES}
    for line in index:
        path = archive / line["file"]
        rows, problems = play_recordings([path])
        found = list(objects(Recorded([path])))
        for case, number in (text.split("=") for text in line["edge_cases"].split()):
            odd = [some for some in found if EDGE_CASES[case][0](some[2])]
            assert len(odd) == int(number), f"{case} in {line['file']}"
            outcomes[case] |= {outcome_of(*some, rows, problems) for some in odd}
    assert outcomes == {case: as_what for case, (_, as_what) in EDGE_CASES.items()}


def test_every_whole_track_album_and_artist_of_the_archive_is_a_row(archive, play_recordings):
    files = sorted(archive.rglob("*.json"))
    rows, _ = play_recordings(files)
    recorded = Recorded(files)
    for kind, entity_id in recorded.by_id:
        if kind in ("tracks", "albums", "artists"):
            assert entity_id in ids_of(rows, kind, f"{kind[:-1]}_id")
    features = {entity_id for kind, entity_id in recorded.by_id if kind == "audio-features"}
    known = features & ids_of(rows, "tracks", "track_id")
    assert ids_of(rows, "audio_features", "track_id") == known
    assert len(rows["tracks"]) > 1_000


def test_entries_keep_their_places_whatever_they_are(archive, play_recordings):
    for path in sorted(archive.rglob("*.json")):
        recorded = Recorded([path])
        if not recorded.entries:
            continue
        rows, _ = play_recordings([path])
        for playlist_id, entries in recorded.entries.items():
            items = [r for r in rows.get("playlist_items", ()) if r["playlist_id"] == playlist_id]
            assert [row["position"] for row in items] == list(range(len(entries)))
            for row, entry in zip(items, entries, strict=True):
                item = (entry.get("item") or entry.get("track") or {}) if entry else {}
                assert row["track_uri"] == (item.get("uri") or None)
                is_plain = item.get("type") != "episode" and not (entry or {}).get("is_local")
                assert row["track_id"] == (item.get("id") if is_plain else None)


def bodies_of_tracks(recorded: Recorded) -> dict[str, set[str]]:
    """Return the whole bodies, as text, that each track was recorded with."""
    found: dict[str, set[str]] = {}
    for _, _, body in objects(recorded):
        if body.get("type") == "track" and "album" in body and body.get("id"):
            found.setdefault(body["id"], set()).add(str(write_json(body)))
    return found


def test_the_archive_is_loaded_into_the_database_and_again_brings_nothing_new(
    archive, load, contents, query, serve_as_spotify
):
    recorded = Recorded.from_folder(archive)
    with serve_as_spotify(create_server_app(generate_catalogue(), recorded=recorded)):
        first = load("spotify")
        assert first.exit_code == 0
        before = {name: set(stored) for name, stored in contents().items()}
        again = load("spotify")
        differing = {name: set(stored) ^ before[name] for name, stored in contents().items()}
    # nothing is new or gone; one track was recorded twice with different bodies, in two lists
    assert all(counts.new == counts.missing == 0 for counts in again.tables.values())
    twice = [i for i, bodies in bodies_of_tracks(recorded).items() if len(bodies) > 1]
    assert all(any(track_id in row for track_id in twice) for row in differing.pop("tracks"))
    assert not any(differing.values())
    stored = {row[0] for row in query("select track_id from raw.tracks")}
    assert {entity_id for kind, entity_id in recorded.by_id if kind == "tracks"} <= stored
    assert query("select count(*) from raw.playlist_items where item_type = 'local'")[0][0] >= 8
    [(rejected,)] = query("select count(*) from raw._rejected where column_name is not null"
                          f" and run_id = '{first.run_id}'")  # fmt: skip
    assert rejected == sum(counts.failed for counts in first.tables.values()) > 0
