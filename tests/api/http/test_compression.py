"""Answers are compressed for clients that accept it, and the same for those that do not."""

import gzip
import sys
from collections.abc import Callable

import brotli
import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIST = "/api/v1/tracks/t01/recommendations"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}


@pytest.mark.parametrize("encoding", DECODERS)
@pytest.mark.parametrize("path", [LIST, "/v1/openapi.json", "/metrics"])
def test_a_long_answer_is_shorter_and_the_same(client, path, encoding):
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2
    assert "Accept-Encoding" in answer.headers["Vary"]
    if path != "/metrics":  # they count the requests
        assert DECODERS[encoding](answer.data) == plain.data


@pytest.mark.parametrize("accepted", ["", "identity", "identity, br;q=0", "compress"])
def test_a_client_that_accepts_none_gets_it_plain(client, accepted):
    answer = client.get(LIST, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.json == client.get(LIST).json
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_short_answer_and_a_refusal_are_left_as_they_are(client):
    for path in ("/healthz", "/api/v1/tracks?limit=nothing"):
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert "Content-Encoding" not in answer.headers


def test_a_compressed_list_is_sent_again_only_if_it_has_changed(client):
    headers = {"Accept-Encoding": "br"}
    first = client.get(LIST, headers=headers)
    same = client.get(LIST, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    plain = client.get(LIST, headers={"If-None-Match": first.headers["ETag"]})
    assert plain.status_code == 200
