"""Ids, URIs and addresses of objects, in the form that clients of Spotify accept.

A client refuses an id with a colon. An object that has only a name has such an id in the marts
(`name:` and an MD5 sum); here it has it without the colon. Both are understood.
"""

import re
from typing import Literal, NoReturn
from urllib.parse import quote

from flask import request

from api.http.problems import raise_problem
from api.tracks.queries import DEMO, SPOTIFY_ID

Kind = Literal["track", "artist", "album", "playlist", "user"]
NAME_ID = re.compile(r"name:?([0-9a-f]{32})")
COUNTRY = re.compile(r"[A-Za-z]{2}")
MAX_ID_LENGTH = 255


def encode_id(key: str) -> str:
    """Return an id of the marts as clients of Spotify accept it."""
    found = NAME_ID.fullmatch(key)
    return f"name{found[1]}" if found else key


def decode_id(text: str) -> str:
    """Return the id of the marts for an id of a request; empty if it cannot be one."""
    found = NAME_ID.fullmatch(text)
    if found:
        return f"name:{found[1]}"
    return "" if "\0" in text or len(text) > MAX_ID_LENGTH else text


def split_ids(ids: str, most: int) -> list[str]:
    """Return the ids of the marts in a list with commas; too many end the request with 400."""
    found = ids.split(",")
    if len(found) > most:
        raise_problem(400, f"Too many ids requested: expected at most {most}, got {len(found)}")
    return [decode_id(text.strip()) for text in found]


def uri(kind: Kind, key: str) -> str:
    """Return the URI of an object."""
    return f"spotify:{kind}:{quote(encode_id(key), safe='')}"


def href(path: str) -> str:
    """Return the address of a path of `/v1` on this server, as the client sees it."""
    return f"{request.url_root}v1/{path}"


def object_href(kind: Kind, key: str) -> str:
    """Return the address of an object on this server."""
    return href(object_path(kind, key))


def object_path(kind: Kind, key: str) -> str:
    """Return the path of an object under `/v1`."""
    return f"{kind}s/{quote(encode_id(key), safe='')}"


def web_page(kind: Kind, key: str, source: str | None = None) -> str:
    """Return the page of an object: on Spotify if it is there, else on this server."""
    if source != DEMO and SPOTIFY_ID.fullmatch(key):
        return f"https://open.spotify.com/{kind}/{key}"
    if kind == "track":
        return f"{request.url_root}tracks/{quote(key, safe='')}"
    return object_href(kind, key)


def identify(kind: Kind, key: str, source: str | None = None) -> dict[str, object]:
    """Return the fields that every object has: its id, its URI and its addresses."""
    return {
        "id": encode_id(key),
        "uri": uri(kind, key),
        "href": object_href(kind, key),
        "external_urls": {"spotify": web_page(kind, key, source)},
        "type": kind,
    }


def markets() -> list[str]:
    """Return the country of the request, where everything is available, if it names one."""
    market = request.args.get("market") or request.args.get("country") or ""
    return [market.upper()] if COUNTRY.fullmatch(market) else []


def raise_not_found(kind: Kind, text: str, more: str = "") -> NoReturn:
    """End the request with 404: the catalogue has no such object."""
    what = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}{more and ' ' + more}"
    raise_problem(404, f"expected the id of {what} in the catalogue, got {text[:255]!r}")
