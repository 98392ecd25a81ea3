"""Spotify's Web API through spotipy: what an app may still read, as rows of the raw tables."""

from collections.abc import Sequence
from typing import Any


def login(url: str, **options: Any) -> None:
    """Sign in to Spotify; `oauth.login` says how and with which options."""
    from ingestion.spotify import oauth  # slow to import, and few commands come this way

    oauth.login(url, **options)


def create_playlist(url: str, name: str, track_uris: Sequence[str], **options: Any) -> Any:
    """Create a private playlist; `new_playlist.create_playlist` says how and what it raises."""
    from ingestion.spotify import new_playlist

    return new_playlist.create_playlist(url, name, track_uris, **options)
