"""Named proxies may say who the client is and under which address the app is shown; others not."""

from typing import Any

import pytest
from flask import jsonify, request

from api.http.proxies import parse_networks, parse_prefix
from segue.errors import WrongUsage
from segue.settings import settings

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "localhost:8443",
    "X-Forwarded-Prefix": "/music",
}
DIRECT = ["127.0.0.1", "http", "localhost", ""]
PROXIED = ["203.0.113.9", "https", "localhost:8443", "/music"]


@pytest.fixture
def ask(make_app, api_url, monkeypatch):
    def run(proxies: str = "", prefix: str = "", path: str = "/who", **more: Any) -> Any:
        monkeypatch.setattr(settings(), "proxies", proxies)
        monkeypatch.setattr(settings(), "path_prefix", prefix)
        app = make_app(api_url)

        @app.get("/who")
        @app.doc(hide=True)
        def who() -> Any:
            return jsonify([request.remote_addr, request.scheme, request.host, request.script_root])

        sender = more.pop("sender", "127.0.0.1")
        client = app.test_client()
        client_class = type(client).__mro__[1]  # the answers of a test route are not documented
        return client_class.open(
            client, path, headers=more.pop("headers", {}), environ_base={"REMOTE_ADDR": sender}
        )

    return run


def test_without_named_proxies_the_headers_say_nothing(ask):
    assert ask(headers=FORWARDED).json == DIRECT


@pytest.mark.parametrize("proxies", ["127.0.0.1", "127.0.0.0/8, 10.0.0.0/8", "::1,127.0.0.0/8"])
def test_a_named_proxy_says_who_the_client_is(ask, proxies):
    assert ask(proxies, headers=FORWARDED).json == PROXIED


def test_a_proxy_that_is_not_named_says_nothing(ask):
    answer = ask("10.0.0.0/8", headers=FORWARDED, sender="192.0.2.1")
    assert answer.json == ["192.0.2.1", *DIRECT[1:]]


@pytest.mark.parametrize(
    ("chain", "client"),
    [("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
     ("6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"), ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
     ("6.6.6.6, 203.0.113.9, 10.0.0.3, 10.0.0.2", "203.0.113.9"), ("", "127.0.0.1")],
)  # fmt: skip
def test_of_a_chain_the_last_address_that_is_no_proxy_counts(ask, chain, client):
    """Whoever stands before the first proxy can write what they like into the header."""
    answer = ask("127.0.0.1,10.0.0.0/8", headers={"X-Forwarded-For": chain})
    assert answer.json[0] == client


def test_an_ipv4_address_on_an_ipv6_socket_is_recognised(ask):
    assert ask("10.0.0.0/8", headers=FORWARDED, sender="::ffff:10.0.0.2").json == PROXIED


def test_a_forwarded_host_must_be_a_name_of_this_server(ask):
    answer = ask("127.0.0.1", headers=FORWARDED | {"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 421


def test_a_forwarded_host_does_not_hide_the_host_that_a_browser_requested(ask):
    """Nginx passes the header of a client on: a page with a rebound name could write it."""
    answer = ask("127.0.0.1", headers=FORWARDED | {"Host": "evil.example"})
    assert answer.status_code == 421


def test_under_https_of_a_proxy_cookies_are_secure(ask):
    answer = ask("127.0.0.1", path="/api/v1/feedback", headers=FORWARDED)
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Secure" not in ask(path="/api/v1/feedback", headers=FORWARDED).headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/music/who", "/who"])
def test_a_prefix_is_removed_whether_or_not_the_proxy_did(ask, path):
    assert ask(prefix="/music/", path=path).json[3] == "/music"


def test_a_prefix_is_a_whole_part_of_the_path(ask):
    assert ask(prefix="/mus", path="/music/who").status_code == 404
    assert ask(prefix="/music", path="/music").status_code == 200


@pytest.mark.parametrize("given", ["//evil.example", "music/", "/music//"])
def test_a_forwarded_prefix_is_a_path(ask, given):
    found = ask("127.0.0.1", headers=FORWARDED | {"X-Forwarded-Prefix": given}).json[3]
    assert found == "/" + given.strip("/")


def test_cookies_are_those_of_the_prefix(ask):
    cookie = ask("127.0.0.1", path="/api/v1/feedback", headers=FORWARDED).headers["Set-Cookie"]
    assert "Path=/music/;" in f"{cookie};"
    assert "Path=/;" in f"{ask(path='/api/v1/feedback').headers['Set-Cookie']};"


def test_redirects_stay_below_the_prefix(ask):
    assert ask(prefix="/music", path="/music/docs").headers["Location"] == "/music/docs/api"


def test_networks_and_prefixes_are_read():
    assert [str(network) for network in parse_networks(" 10.0.0.0/8 , ::1 ,")] == [
        "10.0.0.0/8", "::1/128",
    ]  # fmt: skip
    assert (parse_prefix(""), parse_prefix("/"), parse_prefix("a/b/")) == ("", "", "/a/b")
    with pytest.raises(WrongUsage, match=r"expected networks such as .* in SEGUE_PROXIES, got 'x'"):
        parse_networks("x")
