"""A playlist sent to the listener's account at Spotify or ListenBrainz."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from api.exports.entries import Playlist

MAX_NAMED = 5


def create_at_spotify(url: str, name: str, track_uris: Sequence[str], **options: Any) -> Any:
    """Create a private playlist by the login in the database at `url`; the server calls it, too."""
    from ingestion import spotify

    return spotify.create_playlist(url, name, track_uris, **options)


def send(service: str, playlist: "Playlist", url: str) -> None:
    """Make a private playlist at a service, print its address, and name the songs left out."""
    from api.exports.services import send_to_listenbrainz, send_to_spotify

    if service == "spotify":
        sent = send_to_spotify(playlist, partial(create_at_spotify, url))
    else:
        sent = send_to_listenbrainz(playlist)
    typer.echo(sent.url)
    if left_out := sent.left_out:
        named = "; ".join(f"{entry.creator} - {entry.title}" for entry in left_out[:MAX_NAMED])
        more = f" and {len(left_out) - MAX_NAMED} more" * (len(left_out) > MAX_NAMED)
        typer.echo(f"not known there and left out: {named}{more}", err=True)
