"""Ids in requests: a malformed or unknown id ends the request with 404."""

from typing import Literal, NoReturn

from api.http.problems import raise_problem

MAX_ID_LENGTH = 255
Kind = Literal["a track", "an artist", "an album", "a genre", "a playlist"]
REMEDIES: dict[Kind, str] = {
    "a track": "find one with GET /api/v1/tracks?q=",
    "an artist": "every track of GET /api/v1/tracks?q= names its artists",
    "an album": "find one with GET /api/v1/search?q=",
    "a genre": "GET /api/v1/genres lists them",
    "a playlist": "find one with GET /api/v1/search?q=",
}


def check_id(key: str, kind: Kind = "a track") -> str:
    """Return `key` if it is a well-formed id; else end the request with 404."""
    if len(key) > MAX_ID_LENGTH or "\0" in key:
        raise_unknown(key[:MAX_ID_LENGTH].replace("\0", ""), kind)
    return key


def raise_unknown(key: str, kind: Kind = "a track") -> NoReturn:
    """End the request with 404: the catalogue has no such id."""
    raise_problem(404, f"expected the id of {kind} in the catalogue, got {key!r}; {REMEDIES[kind]}")
