"""Compression of answers for clients that accept it; the app's files have theirs from its build."""

from flask import Flask
from flask_compress import Compress

# bytes; what is shorter fits into one packet
MIN_SIZE = 1_000
TYPES = (
    "application/json",
    "application/jspf+json",
    "application/atom+xml",
    "application/rss+xml",
    "application/xspf+xml",
    "audio/x-mpegurl",
    "image/svg+xml",
    "text/csv",
    "text/html",
    "text/plain",
)


def register_compression(app: Flask) -> None:
    """Compress the answers of `app`; registered first, it runs last."""
    app.config.update(COMPRESS_MIN_SIZE=MIN_SIZE, COMPRESS_MIMETYPES=list(TYPES))
    Compress(app)
