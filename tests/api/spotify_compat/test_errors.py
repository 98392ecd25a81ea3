"""Errors of the server itself have Spotify's shape under /v1, too."""

import pytest

from api.http.rate_limits import RateLimit


def test_too_many_requests_say_how_long_to_wait(make_app, api_url, execute):
    execute("truncate app.request_counts")
    limits = {"RATELIMIT_ENABLED": True, "RATELIMIT_REQUESTS": RateLimit(1)}
    client = make_app(api_url, **limits).test_client()
    client.get("/v1/tracks/t01")
    answer = client.get("/v1/tracks/t01")
    assert answer.status_code == answer.json["error"]["status"] == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "wait as Retry-After says" in answer.json["error"]["message"]


def test_a_missing_mart_is_503_with_what_to_do(client, execute):
    execute("alter table marts.saved_tracks rename to former_saved_tracks")
    try:
        answer = client.get("/v1/me/tracks")
    finally:
        execute("alter table marts.former_saved_tracks rename to saved_tracks")
    assert answer.status_code == 503
    assert answer.json["error"]["message"].startswith("expected the marts, got: ")
    assert answer.json["error"]["message"].endswith("run `segue build`")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_a_foreign_host_is_refused(client, host):
    answer = client.get("/v1/tracks/t01", headers={"Host": host})
    assert answer.status_code == answer.json["error"]["status"] == 421
