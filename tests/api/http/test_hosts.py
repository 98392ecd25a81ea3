"""Requests to foreign host names are refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.http.hosts import allowed_hosts
from segue.settings import settings

SEARCH = "/api/v1/tracks"


@pytest.fixture
def set_hosts(monkeypatch: pytest.MonkeyPatch, api_url: str) -> Iterator[Callable[..., None]]:
    def set_them(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield set_them
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example",
     "evillocalhost", "", "evil.example@localhost:8000@evil.example", "[::1", "[evil]"],
)  # fmt: skip
def test_a_foreign_host_name_can_neither_read_nor_write(client, host):
    # what a browser sends after the page's own name has come to mean 127.0.0.1
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    answers = [
        client.get(SEARCH, headers=headers),
        client.get("/api/v1/feedback", headers=headers),
        client.put("/api/v1/feedback/t01", json={"verdict": "like"}, headers=headers),
        client.delete("/api/v1/feedback", headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == 421, (host, answer.json)
        assert "Set-Cookie" not in answer.headers
        assert answer.json["detail"].startswith("expected a request to one of")


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "localhost.", "segue.localhost:81", "127.0.0.1", "127.0.0.1:1",
     "[::1]:8000", "192.168.1.20:8000"],
)  # fmt: skip
def test_localhost_and_ip_addresses_are_always_allowed(client, host):
    assert client.get(SEARCH, headers={"Host": host}).status_code == 200


def test_host_names_in_the_settings_are_allowed(set_hosts, make_app, api_url):
    set_hosts(SEGUE_ALLOWED_HOSTS="music.example.org, Other.Example:8443,", SEGUE_HOST="box.lan")
    assert allowed_hosts() == {"localhost", "box.lan", "music.example.org", "other.example"}
    client = make_app(api_url).test_client()
    for host, status in (
        ("music.example.org", 200), ("MUSIC.example.org:80", 200), ("other.example", 200),
        ("box.lan:8000", 200), ("example.org", 421), ("a.music.example.org", 421),
    ):  # fmt: skip
        assert client.get(SEARCH, headers={"Host": host}).status_code == status, host


def test_listening_on_every_address_allows_no_further_host_name(set_hosts, make_app, api_url):
    set_hosts(SEGUE_HOST="0.0.0.0")
    client: Any = make_app(api_url).test_client()
    assert client.get(SEARCH, headers={"Host": "evil.example"}).status_code == 421


def test_probes_may_use_any_host_name(client):
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path, headers={"Host": "segue-7d9:8000"}).status_code == 200
