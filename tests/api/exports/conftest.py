"""Tracks whose names would do harm in a file, and a way to export them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

DAFT = "1" * 22
EVIL = "E" * 22
EVIL_TITLE = (
    '=HYPERLINK("http://evil.example","</title>\n#EXTALB:x\r\n../../etc/passwd\u2028&amp;")'
)
EVIL_ARTIST = "@cmd, the 'band'\t\x07\x85\ufffe;\\"
ONE_LINE_TITLE = '=HYPERLINK("http://evil.example","</title> #EXTALB:x ../../etc/passwd &amp;")'
ONE_LINE_ARTIST = "@cmd, the 'band' ;\\"

Export = Callable[..., TestResponse]


@pytest.fixture
def export(client: FlaskClient) -> Export:
    """Return a function that posts an export."""

    def post(format_name: str, *track_ids: str, **options: Any) -> TestResponse:
        body = {"format": format_name, "track_ids": list(track_ids), **options}
        return client.post("/api/v1/playlists/export", json=body)

    return post


@pytest.fixture
def evil(execute: Callable[..., Any]) -> Iterator[str]:
    """Return the id of a track whose names hold newlines, markup and formulas."""
    execute(
        "insert into marts.dim_artists (artist_id, artist_name) values ('evil', %s)", EVIL_ARTIST
    )
    execute(
        "insert into marts.dim_albums (album_id, album_name) values ('evil', %s)", "-1+1\n/album"
    )
    execute(
        "insert into marts.fact_tracks (track_id, track_name, artist_id, album_id, isrc, source)"
        " values (%s, %s, 'evil', 'evil', 'us-abc-26-00001', 'tracks')",
        EVIL, EVIL_TITLE,
    )  # fmt: skip
    execute("insert into marts.artist_tracks values (%s, 'evil', 1)", EVIL)
    yield EVIL
    execute("delete from marts.artist_tracks where track_id = %s", EVIL)
    execute("delete from marts.fact_tracks where track_id = %s", EVIL)
    execute("delete from marts.dim_albums where album_id = 'evil'")
    execute("delete from marts.dim_artists where artist_id = 'evil'")
