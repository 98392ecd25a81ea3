"""Playlists made at Spotify and ListenBrainz, for the command line and the routes.

The login to Spotify belongs to ingestion, which this package does not import: whoever makes the app
gives it the function that makes a playlist there, as the setting `CREATE_SPOTIFY_PLAYLIST`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from api.exports import listenbrainz
from api.exports.entries import Entry, Playlist
from segue.errors import LoginRequired, SegueError, WrongUsage
from segue.settings import settings

CREATE_SPOTIFY_PLAYLIST = "CREATE_SPOTIFY_PLAYLIST"


class NothingToSend(SegueError):
    """The service knows no track of the playlist."""


class NoToken(LoginRequired, WrongUsage):
    """No token of the service is set."""


class Created(Protocol):
    """A playlist at Spotify."""

    @property
    def url(self) -> str:
        """Return its page."""


class CreatePlaylist(Protocol):
    """Makes a playlist at Spotify."""

    def __call__(self, name: str, track_uris: Sequence[str], *, description: str) -> Created:
        """Return the playlist, which has these tracks."""


@dataclass(frozen=True)
class SentPlaylist:
    """The page of a playlist at a service, and the tracks that the service does not know."""

    url: str
    left_out: Sequence[Entry]


def send_to_spotify(playlist: Playlist, create: CreatePlaylist) -> SentPlaylist:
    """Make a private playlist in the account of `segue login`.

    Raises
    ------
    NothingToSend
        If no track is at Spotify.
    SegueError
        As `create` raises it.
    """
    uris = [entry.spotify_uri for entry in playlist.entries if entry.spotify_uri]
    if not uris:
        raise NothingToSend(
            "expected songs that are on Spotify, got none; those of the demo are nowhere"
        )
    made = create(playlist.name, uris, description=playlist.description)
    return SentPlaylist(made.url, [entry for entry in playlist.entries if not entry.spotify_uri])


def send_to_listenbrainz(playlist: Playlist) -> SentPlaylist:
    """Make a private playlist in the account of the token in the settings.

    Raises
    ------
    NoToken
        If there is none.
    ListenBrainzError
        If ListenBrainz refuses the token, or takes no playlist.
    """
    token = settings().listenbrainz_token
    if token is None:
        raise NoToken(
            "expected your token of ListenBrainz in LISTENBRAINZ_TOKEN, got none; "
            "it is at https://listenbrainz.org/settings/"
        )
    sent = listenbrainz.send_playlist(
        playlist, token.get_secret_value(), settings().listenbrainz_url
    )
    return SentPlaylist(sent.url, sent.unknown)
