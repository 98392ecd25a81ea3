"""Spotify's Web API through spotipy: what an app may still read, as rows of the raw tables."""

from typing import Any


def login(url: str, **options: Any) -> None:
    """Sign in to Spotify; `oauth.login` says how and with which options."""
    from ingestion.spotify import oauth  # slow to import, and few commands come this way

    oauth.login(url, **options)
