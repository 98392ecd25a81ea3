"""One person never sees or changes what belongs to another, whatever the route."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.access_table import BODIES, ROUTES, send


@pytest.mark.parametrize("somebody", ["other person", "anonymous", "owner", "token read"])
def test_what_a_person_writes_changes_nothing_for_others(people, somebody):
    writer = people.client("person")
    reader = people.client("other person") if "token" in somebody else people.client(somebody)
    before = read_everything(reader)
    for route in writes():
        send(writer, route)
    assert read_everything(reader) == before


@pytest.mark.parametrize("somebody", ["other person", "anonymous", "owner"])
def test_what_others_write_changes_nothing_for_a_person(people, somebody):
    reader = people.client("person")
    reader.put("/api/v1/feedback/t02", json={"verdict": "like"})
    reader.put("/api/v1/feedback/artists/daft", json={"verdict": "never"})
    before = read_everything(reader)
    others = people.client(somebody)
    for route in writes():
        send(others, route)
    assert read_everything(reader) == before


@pytest.mark.parametrize("somebody", ["other person", "anonymous", "owner"])
def test_nobody_reads_or_deletes_the_station_of_a_person(people, somebody):
    own, others = people.client("person"), people.client(somebody)
    made = own.post("/api/v1/stations", json=BODIES["POST /api/v1/stations"])
    address = f"/api/v1/stations/{made.json['station_id']}"
    assert others.get(address).status_code == 404
    others.delete(address)
    assert own.get(address).status_code == 200
    own.delete(address)


def test_every_account_sees_its_own_feedback_by_session_and_by_token(people):
    for name in ("person", "other person", "owner"):
        people.client(name).delete("/api/v1/feedback")
        people.client(name).put(
            "/api/v1/feedback/t03", json={"verdict": "like" if name == "owner" else "never"}
        )
    for who, verdict in (
        ("person", "never"), ("token read", "never"), ("owner", "like"),
        ("token read of the owner", "like"),
    ):  # fmt: skip
        items = people.client(who).get("/api/v1/feedback").json["items"]
        assert [(item["track_id"], item["verdict"]) for item in items] == [("t03", verdict)], who


def writes() -> list[str]:
    """Return the writes of the table: deletions first, so that something is left in the end."""
    return sorted(
        (r for r in ROUTES if not r.startswith("GET") and ROUTES[r] in ("feedback", "read")),
        key=lambda route: not route.startswith("DELETE"),
    )


def read_everything(client: FlaskClient) -> dict[str, Any]:
    """Return the responses of all routes that read."""
    reads = [r for r, need in ROUTES.items() if need == "read"]
    return {route: send(client, route).get_data() for route in reads}
