"""The address of a Dask scheduler, as the settings give it."""

from urllib.parse import urlsplit

from recommender.errors import DaskClusterError

SCHEMES = ("tcp", "tls")
DEFAULT_PORT = 8786


def parse_address(text: str) -> str:
    """Return the address of a scheduler, with its port.

    Raises
    ------
    DaskClusterError
        If it is none. The message does not repeat what may hold a password.
    """
    expected = "expected DASK_SCHEDULER as tcp://HOST:PORT or tls://HOST:PORT"
    if "@" in text:
        raise DaskClusterError(
            f"{expected}, got a user or a password in it; Dask knows its clients by certificates: "
            "use tls:// and DASK_DISTRIBUTED__COMM__TLS__… as docs/scaling.md describes"
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError:
        host, port, parts = None, 0, urlsplit("")
    is_whole = not (parts.path.strip("/") or parts.query or parts.fragment)
    if parts.scheme not in SCHEMES or not host or not is_whole:
        raise DaskClusterError(f"{expected}, got {text!r}; correct it, or unset it")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
