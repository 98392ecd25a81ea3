"""Silences spotipy: at DEBUG it logs tokens, and its errors are reported by our client."""

import logging

NAMES = ("spotipy", "spotipy.client", "spotipy.oauth2", "spotipy.cache_handler", "spotipy.util")


def silence_spotipy() -> None:
    """Drop every record of spotipy's loggers, whatever level somebody gives them."""
    for name in NAMES:
        logger = logging.getLogger(name)
        if _never not in logger.filters:
            logger.addFilter(_never)


def _never(_: logging.LogRecord) -> bool:
    return False
