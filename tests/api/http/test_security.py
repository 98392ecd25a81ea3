"""Security headers on every response, and writes only from the app's own pages."""

import pytest

VERDICT = "/api/v1/feedback/t01"
OWN = "http://localhost"


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/tracks", "/api/v1/nothing", "/metrics", "/docs"]
)
def test_every_response_has_the_headers(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:81"},
     {"Origin": "http://["},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_a_page_of_another_site_cannot_write(client, headers):
    for answer in (
        client.put(VERDICT, json={"verdict": "like"}, headers=headers),
        client.delete(VERDICT, headers=headers),
    ):
        assert answer.status_code == 403
        assert answer.json["detail"].startswith("expected a write from localhost, got one")


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": OWN}, {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}]
)
def test_our_own_page_and_programs_can_write(client, headers):
    answer = client.put(VERDICT, json={"verdict": "like"}, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_a_plain_form_can_send_is_rejected(client, content_type):
    answer = client.put(VERDICT, data='{"verdict": "like"}', content_type=content_type)
    assert answer.status_code == 415
    assert "application/json" in answer.json["detail"]


def test_a_page_of_another_site_can_read(client):
    assert client.get("/api/v1/tracks", headers={"Origin": "http://a.example"}).status_code == 200


def test_a_long_address_is_refused(client):
    answer = client.get("/api/v1/tracks?q=" + "a" * 8_000)
    assert answer.status_code == 414
    assert "expected an address of at most 8000 characters" in answer.json["detail"]


@pytest.mark.parametrize(
    "body", ["[" * 33 + "]" * 33, '{"a":' * 33 + "1" + "}" * 33, "[" * 200_000]
)
def test_json_that_is_nested_too_deeply_is_refused(client, body):
    answer = client.put(VERDICT, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "expected JSON" in answer.json["detail"]


def test_json_of_usual_depth_is_read(client):
    body = "[" * 32 + "]" * 32
    answer = client.put(VERDICT, data=body, content_type="application/json")
    assert answer.status_code == 422
