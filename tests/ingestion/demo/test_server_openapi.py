"""The server's answers held against the description of Spotify's interface, for each kind of app.

The description is relaxed where it is known to say more than is so: it requires fields that are
taken away, and knows no entry without a track. Deprecated fields need not be there; what is there
has to have the described type.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from ingestion.demo.entities import Catalogue
from tests.ingestion.servers.faults import FAULTS, HEADER
from tests.ingestion.servers.spotify import create_client

Body = dict[str, Any]
UNKNOWN = "9" * 22
NULL_IN_REALITY = {
    "PlaylistTrackObject": ("item", "track", "added_at", "added_by"),
    "CursorPagingObject": ("next", "cursors"),
    "PlayHistoryObject": ("context",),
}
# path of the description -> a request for it, and the status for apps dev, extended and old
ENDPOINTS: dict[str, tuple[str, tuple[int, int, int]]] = {
    "/me": ("/me", (200, 200, 200)),
    "/me/tracks": ("/me/tracks?limit=50", (200, 200, 200)),
    "/me/albums": ("/me/albums?limit=50", (200, 200, 200)),
    "/me/playlists": ("/me/playlists?limit=50", (200, 200, 200)),
    "/me/top/tracks": ("/me/top/tracks?limit=50", (200, 200, 200)),
    "/me/top/artists": ("/me/top/artists?limit=50", (200, 200, 200)),
    "/me/player/recently-played": ("/me/player/recently-played?limit=50", (200, 200, 200)),
    "/playlists/{playlist_id}": ("/playlists/{playlist}", (200, 200, 200)),
    "/playlists/{playlist_id}/items": ("/playlists/{playlist}/items?limit=50", (200, 200, 200)),
    "/tracks/{id}": ("/tracks/{track}", (200, 200, 200)),
    "/albums/{id}": ("/albums/{album}", (200, 200, 200)),
    "/artists/{id}": ("/artists/{artist}", (200, 200, 200)),
    "/albums/{id}/tracks": ("/albums/{album}/tracks?limit=50", (200, 200, 200)),
    "/artists/{id}/albums": ("/artists/{artist}/albums?limit=10", (200, 200, 200)),
    "/search": ("/search?q=a&type=track,album,artist&limit=10", (200, 200, 200)),
    "/tracks": ("/tracks?ids={track}", (403, 200, 200)),
    "/albums": ("/albums?ids={album}", (403, 200, 200)),
    "/artists": ("/artists?ids={artist}", (403, 200, 200)),
    "/audio-features": ("/audio-features?ids={track}", (403, 403, 200)),
    "/audio-features/{id}": ("/audio-features/{track}", (403, 403, 200)),
    "/artists/{id}/top-tracks": ("/artists/{artist}/top-tracks", (403, 404, 404)),
    "/playlists/{playlist_id}/tracks": ("/playlists/{playlist}/tracks?limit=50", (403, 200, 200)),
    "/recommendations": ("/recommendations?seed_tracks={track}", (404, 404, 404)),
    "/artists/{id}/related-artists": ("/artists/{artist}/related-artists", (404, 404, 404)),
    "/markets": ("/markets", (403, 404, 404)),
    "/users/{user_id}/playlists": ("/users/demo_listener/playlists", (403, 404, 404)),
}
MODES = ("dev", "extended", "old")
# request -> the largest limit for apps dev, extended and old
LARGEST = {
    "/me/tracks": (50, 50, 50), "/me/albums": (50, 50, 50), "/me/playlists": (50, 50, 50),
    "/me/top/tracks": (50, 50, 50), "/me/player/recently-played": (50, 50, 50),
    "/playlists/{playlist}/items": (50, 50, 50), "/albums/{album}/tracks": (50, 50, 50),
    "/search?q=a&type=track": (10, 50, 50), "/artists/{artist}/albums": (10, 50, 50),
}  # fmt: skip
REMOVED = {
    "track": {"popularity", "available_markets", "linked_from"},
    "album": {"popularity", "label", "available_markets", "album_group"},
    "artist": {"popularity", "followers"},
    "user": {"email", "country", "product", "explicit_content", "followers"},
}


@pytest.fixture(scope="module")
def described(shared_data: Path) -> Body:
    """Return the description, relaxed where it is known to say too much."""
    with open(shared_data / "spotify-openapi.yml", encoding="utf-8") as text:
        found: Body = yaml.safe_load(text)
    schemas = found["components"]["schemas"]
    for part in objects(found):
        part.pop("discriminator", None)
        if isinstance(part.get("required"), list):
            gone = {
                name
                for inner in objects(part)
                for name, kind in (inner.get("properties") or {}).items()
                if isinstance(kind, dict) and kind.get("deprecated")
            }
            part["required"] = [name for name in part["required"] if name not in gone]
    for schema, names in NULL_IN_REALITY.items():
        for part in objects(schemas[schema]):
            for name in set(names) & set(part.get("properties") or ()):
                nothing = {"type": "object", "nullable": True, "maxProperties": 0}
                part["properties"][name] = {"anyOf": [nothing, part["properties"][name]]}
    return found


@pytest.fixture(scope="module")
def wrong(described: Body) -> Callable[[str, Any], list[str]]:
    """Return a function that says what in a body is not as the schema at a place says."""
    registry = Registry().with_resource("urn:it", Resource(described, DRAFT4))
    validators: dict[str, Any] = {}

    def what_is_wrong(place: str, body: Any) -> list[str]:
        if place not in validators:
            validators[place] = OAS30Validator({"$ref": f"urn:it#{place}"}, registry=registry)
        return [f"{e.json_path}: {e.message[:200]}" for e in validators[place].iter_errors(body)]

    return what_is_wrong


def objects(value: Any) -> list[Body]:
    """Return every object in a JSON value, the outer ones first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] * isinstance(value, dict) + [o for item in inner for o in objects(item)]


def filled(demo: Catalogue, path: str) -> str:
    playlist = next(p for p in demo.playlists if len(set(map(type, p.entries))) > 1)
    return "/v1" + path.format(
        playlist=playlist.playlist_id, track=demo.tracks[0].track_id,
        album=demo.albums[0].album_id, artist=demo.artists[0].artist_id,
    )  # fmt: skip


def place_of(described: Body, path: str) -> str:
    """Return where the description has the body of a good answer of `path`."""
    answer: str = described["paths"][path]["get"]["responses"]["200"]["$ref"]
    return f"{answer.removeprefix('#')}/content/application~1json/schema"


def without_local_files(body: Any) -> Any:
    """Leave out the entries that the description does not know, after looking that they are so."""
    for part in objects(body):
        if isinstance(part.get("items"), list):
            local = [i for i in part["items"] if isinstance(i, dict) and i.get("is_local")]
            for entry in local:
                item = entry.get("item") or entry.get("track") or entry
                assert item["id"] is None and item["uri"].startswith("spotify:local:")
            part["items"] = [item for item in part["items"] if item not in local]
    return body


CASES = [(path, mode) for path in ENDPOINTS for mode in MODES]


@pytest.mark.parametrize(("path", "mode"), CASES)
def test_an_answer_is_as_described_or_refused_as_for_such_an_app(
    path, mode, demo, described, wrong
):
    request, statuses = ENDPOINTS[path]
    answer = create_client(demo, mode).get(filled(demo, request))
    assert answer.status_code == statuses[MODES.index(mode)]
    if answer.status_code != 200:
        assert wrong("/components/schemas/ErrorObject", answer.json["error"]) == []
        assert answer.json["error"]["status"] == answer.status_code
        return
    assert wrong(place_of(described, path), without_local_files(answer.json)) == []
    gone = [
        (part["type"], name)
        for part in objects(answer.json)
        for name in REMOVED.get(str(part.get("type")), ())
        if name in part
    ]
    assert mode != "dev" or gone == []
    assert mode == "dev" or path != "/tracks/{id}" or ("track", "popularity") in gone


def test_a_body_that_is_not_as_described_is_found(demo, described, wrong):
    body = create_client(demo, "old").get(filled(demo, "/tracks/{track}")).json
    assert body
    body["duration_ms"] = "three minutes"
    body["album"]["images"] = None
    found = wrong(place_of(described, "/tracks/{id}"), body)
    assert {line.split(":")[0] for line in found} == {"$.duration_ms", "$.album.images"}


@pytest.mark.parametrize("request_for", LARGEST)
@pytest.mark.parametrize("mode", MODES)
def test_a_page_larger_than_such_an_app_may_have_is_refused(mode, request_for, demo):
    client, largest = create_client(demo, mode), LARGEST[request_for][MODES.index(mode)]
    address = filled(demo, request_for)
    address += "&limit=" if "?" in address else "?limit="
    assert client.get(f"{address}{largest}").status_code == 200
    refused = client.get(f"{address}{largest + 1}")
    assert (refused.status_code, refused.json["error"]["message"]) == (400, "Invalid limit")


@pytest.mark.parametrize("mode", MODES)
def test_a_list_of_somebody_else_is_closed_to_a_new_app_only(mode, demo):
    foreign = demo.playlists[3].playlist_id
    client = create_client(demo, mode, foreign=frozenset({foreign}))
    assert client.get(f"/v1/playlists/{foreign}").status_code == 200
    status = client.get(f"/v1/playlists/{foreign}/items").status_code
    assert status == (403 if mode == "dev" else 200)


ON_THE_WIRE = ("dropped", "slow", "truncated")


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - set(ON_THE_WIRE)))
def test_every_fault_can_be_requested_by_a_header(fault, demo, wrong):
    client = create_client(demo, "old")
    path = filled(demo, "/me/tracks")
    good, spoiled = client.get(path), client.get(path, headers={HEADER: fault})
    assert (spoiled.status_code, spoiled.get_data()) != (good.status_code, good.get_data())
    if fault[:3].isdigit():
        assert spoiled.status_code == int(fault[:3])
        assert ("Retry-After" in spoiled.headers) == (
            (fault.startswith("429") and fault != "429-no-time") or fault == "503"
        )
    body = spoiled.get_json(silent=True)
    if isinstance(body, dict) and fault[:3] in ("403", "404", "429"):
        assert wrong("/components/schemas/ErrorObject", body["error"]) == []
    if fault == "429-quota":
        assert body["error"]["reason"] == "QUOTA_EXCEEDED"
        assert int(spoiled.headers["Retry-After"]) > 3600
    ended = fault in ("expired", "revoked")
    assert client.get(path).status_code == (401 if ended else 200)
