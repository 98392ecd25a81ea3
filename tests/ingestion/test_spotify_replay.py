"""Bodies recorded from Spotify, played by the server: every odd thing in them is accounted for.

Each object of a recorded body that a source reads ends as a row (under its id, or as an entry of
a playlist), or as a counted rejection. The table says which, by the edge cases of the index.
"""

import csv
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ingestion.demo.catalogue import catalogue
from ingestion.demo.server import create_server_app, serving_app
from ingestion.demo.server_replay import Recorded, walk
from ingestion.spotify.client import connect
from ingestion.spotify.library import Library
from ingestion.summary import Problem

Body = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]
ROW_OF = {"track": ("tracks", "track_id"), "album": ("albums", "album_id"),
          "artist": ("artists", "artist_id")}  # fmt: skip


def _is(kind: str) -> Callable[[Body], bool]:
    return lambda body: body.get("type") == kind


def _empty(body: Body, name: str) -> bool:
    return name in body and not body[name]


# edge case of the index -> which objects it means, and where they end
EDGE_CASES: dict[str, tuple[Callable[[Body], bool], str]] = {
    "compilation": (lambda b: b.get("album_type") == "compilation", "row"),
    "date_year": (lambda b: _is("album")(b) and len(b.get("release_date") or "") == 4, "row"),
    "date_null": (lambda b: _is("album")(b) and _empty(b, "release_date"), "entry"),
    "linked_from": (lambda b: "linked_from" in b, "row"),
    "explicit": (lambda b: b.get("explicit") is True and _is("track")(b), "row"),
    "preview_null": (lambda b: _is("track")(b) and _empty(b, "preview_url"), "row or entry"),
    "popularity_zero": (lambda b: b.get("popularity") == 0, "row or entry"),
    "not_playable": (lambda b: b.get("is_playable") is False, "row"),
    "restrictions": (lambda b: "restrictions" in b, "row"),
    "artist_no_genres": (lambda b: _is("artist")(b) and _empty(b, "genres"), "row"),
    "artist_no_images": (lambda b: _is("artist")(b) and _empty(b, "images"), "row"),
    "album_no_images": (lambda b: _is("album")(b) and _empty(b, "images"), "entry"),
    "id_null": (lambda b: _is("track")(b) and b.get("id") is None, "entry"),
    "isrc_absent": (lambda b: _is("track")(b) and "external_ids" in b
                    and "isrc" not in b["external_ids"], "entry"),
    "local": (lambda b: b.get("is_local") is True and _is("track")(b), "entry"),
    "item_null": (lambda b: "added_at" in b and "track" in b and b["track"] is None, "entry"),
    "item_episode": (lambda b: _is("episode")(b), "entry"),
    "null_in_items": (lambda b: any(i is None for i in b.get("items") or ()), "rejection"),
    "playlist_desc_null": (lambda b: _is("playlist")(b) and b.get("description") is None, "row"),
    "playlist_no_images": (lambda b: _is("playlist")(b) and _empty(b, "images"), "row"),
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
def played() -> Iterator[Callable[[list[Path]], tuple[Rows, list[Problem]]]]:
    """Return a function that reads a library of recorded bodies over HTTP."""
    app = create_server_app(catalogue())
    token = type("Token", (), {"get_access_token": lambda *_, **__: app.config["TOKEN"]})()
    with serving_app(app) as address, requests.Session() as session:
        session.trust_env = False

        def play(files: list[Path]) -> tuple[Rows, list[Problem]]:
            app.config["RECORDED"] = Recorded(files)
            problems: list[Problem] = []
            listed: Any = type("Listed", (), {"add": lambda _, found: problems.append(found)})()
            client = connect(token, session, f"{address}/v1/", sleep=lambda _: None)
            reader, rows = Library(client, "replay", listed), Rows()
            for batch in reader.read():
                rows.setdefault(batch.table, []).extend(batch.rows.to_pylist())
            assert not reader.outcome.deferred
            return rows, problems

        yield play


def ids_of(rows: Rows, table: str, key: str) -> set[str]:
    return {row[key] for row in rows.get(table, ())}


def is_accounted_for(body: Body, rows: Rows, problems: list[Problem]) -> bool:
    """Return whether an object of a recorded body is a row, an entry or a rejection."""
    table, key = ROW_OF.get(str(body.get("type")), ("", ""))
    if body.get("id") and table:
        return body["id"] in ids_of(rows, table, key)
    if body.get("type") == "playlist" and body.get("id"):
        return body["id"] in ids_of(rows, "playlists", "playlist_id")
    if body.get("uri"):
        uris = ids_of(rows, "playlist_items", "track_uri")
        return body["uri"] in uris or any(
            problem.raw_text and str(body.get("name")) in problem.raw_text for problem in problems
        )
    if "items" in body:
        return any("expected id in each of the albums" in str(problem) for problem in problems)
    # an empty entry, or the album of a local file, which has neither id nor address
    return bool(rows.get("playlist_items")) or bool(problems)


def test_every_edge_case_of_the_index_has_a_line_in_the_table(index: list[dict[str, str]]) -> None:
    named = {case.split("=")[0] for line in index for case in line["edge_cases"].split()}
    assert named == set(EDGE_CASES)


def test_every_body_loads_and_every_edge_case_is_accounted_for(
    archive: Path, index: list[dict[str, str]], played: Callable
) -> None:
    found = dict.fromkeys(EDGE_CASES, 0)
    for line in index:
        path = archive / line["file"]
        recorded = Recorded([path])
        rows, problems = played([path])
        lists = [*recorded.lists.values(), *recorded.entries.values()]
        objects = list(walk([{"items": items} for items in lists]))
        for case in (text.split("=")[0] for text in line["edge_cases"].split()):
            for body in filter(EDGE_CASES[case][0], objects):
                found[case] += 1
                assert is_accounted_for(body, rows, problems), f"{case} in {line['file']}: {body}"
    assert [case for case, number in found.items() if not number] == []


def test_every_whole_track_album_and_artist_of_the_archive_is_a_row(
    archive: Path, played: Callable
) -> None:
    files = sorted(archive.rglob("*.json"))
    rows, _ = played(files)
    recorded = Recorded(files)
    for kind, entity_id in recorded.by_id:
        if kind in ("tracks", "albums", "artists"):
            assert entity_id in ids_of(rows, kind, f"{kind[:-1]}_id")
    features = {entity_id for kind, entity_id in recorded.by_id if kind == "audio-features"}
    known = features & ids_of(rows, "tracks", "track_id")
    assert ids_of(rows, "audio_features", "track_id") == known
    assert len(rows["tracks"]) > 1_000


def test_entries_keep_their_places_whatever_they_are(archive: Path, played: Callable) -> None:
    for path in sorted(archive.rglob("*.json")):
        recorded = Recorded([path])
        if not recorded.entries:
            continue
        rows, _ = played([path])
        for playlist_id, entries in recorded.entries.items():
            items = [r for r in rows.get("playlist_items", ()) if r["playlist_id"] == playlist_id]
            assert [row["position"] for row in items] == list(range(len(entries)))
            for row, entry in zip(items, entries, strict=True):
                item = (entry.get("item") or entry.get("track") or {}) if entry else {}
                assert row["track_uri"] == (item.get("uri") or None)
                is_plain = item.get("type") != "episode" and not (entry or {}).get("is_local")
                assert row["track_id"] == (item.get("id") if is_plain else None)
