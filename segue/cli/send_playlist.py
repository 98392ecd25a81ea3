"""A playlist sent to the listener's account at Spotify or ListenBrainz."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from segue.errors import SegueError, WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from api.exports.entries import Entry, Playlist

MAX_NAMED = 5


def send(service: str, playlist: "Playlist", url: str) -> None:
    """Make a private playlist at a service, print its address, and name the songs left out."""
    left_out: Sequence[Entry]
    if service == "spotify":
        address, left_out = _send_to_spotify(playlist, url)
    else:
        address, left_out = _send_to_listenbrainz(playlist)
    typer.echo(address)
    if left_out:
        named = "; ".join(f"{entry.creator} - {entry.title}" for entry in left_out[:MAX_NAMED])
        more = f" and {len(left_out) - MAX_NAMED} more" * (len(left_out) > MAX_NAMED)
        typer.echo(f"not known there and left out: {named}{more}", err=True)


def _send_to_spotify(playlist: "Playlist", url: str) -> tuple[str, "Sequence[Entry]"]:
    from ingestion import spotify

    uris = [entry.spotify_uri for entry in playlist.entries if entry.spotify_uri]
    if not uris:
        raise SegueError(
            "expected songs that are on Spotify, got none; those of the demo are nowhere"
        )
    made = spotify.create_playlist(url, playlist.name, uris, description=playlist.description)
    return made.url, [entry for entry in playlist.entries if not entry.spotify_uri]


def _send_to_listenbrainz(playlist: "Playlist") -> tuple[str, "Sequence[Entry]"]:
    from api.exports.listenbrainz import send_playlist

    token = settings().listenbrainz_token
    if token is None:
        raise WrongUsage(
            "expected your token of ListenBrainz in LISTENBRAINZ_TOKEN, got none; "
            "it is at https://listenbrainz.org/settings/"
        )
    sent = send_playlist(playlist, token.get_secret_value(), settings().listenbrainz_url)
    return sent.url, sent.unknown
