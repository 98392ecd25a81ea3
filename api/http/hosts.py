"""Host names that the server accepts, as a protection against DNS rebinding.

A page of another site can make its own host name resolve to 127.0.0.1 after it was loaded. The
browser then takes this server for a part of that site, and lets the page read and write. The header
`Host` contains the name that the browser requested, and no page can change it.
"""

from collections.abc import Collection
from functools import lru_cache, partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Request

from api.http.hooks import Kept, add_hooks
from api.http.problems import raise_problem
from segue.settings import settings

MISDIRECTED = 421
LOOPBACK = frozenset({"localhost"})
OPEN_TO_ANY = ("/healthz", "/readyz", "/metrics")  # probes use the host names of their network


def register_hosts(app: Flask) -> None:
    """Refuse every request whose host is not a name of this server."""
    allowed = allowed_hosts()
    is_own = lru_cache(maxsize=256)(partial(is_allowed, allowed=allowed))

    def refuse_other_hosts(sent: Request, _kept: Kept) -> None:
        if sent.path in OPEN_TO_ANY:
            return
        for host in _hosts(sent):
            if not is_own(host):
                raise_problem(
                    MISDIRECTED,
                    f"expected a request to one of {', '.join(sorted(allowed))} or to an IP "
                    f"address, got one to the host {host[:100]!r}; name it in "
                    "SEGUE_ALLOWED_HOSTS if it is a name of this server",
                )

    add_hooks(app, refuse_other_hosts)


def allowed_hosts() -> frozenset[str]:
    """Return the names of this server: localhost, SEGUE_HOST and SEGUE_ALLOWED_HOSTS."""
    names = [settings().host, *settings().allowed_hosts.split(",")]
    return LOOPBACK | {plain for name in names if (plain := _plain(name.strip()))}


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Return whether a `Host` header names this server.

    Every IP address is accepted: the pages of other sites are loaded from a host name, and the
    browser would send that name.
    """
    name = _plain(host)
    return name in allowed or name.endswith(".localhost") or _is_address(name)


def _hosts(sent: Request) -> list[str]:
    """Return the host of the request, and the one that came with it from a named proxy.

    Many proxies pass on an `X-Forwarded-Host` that the page of another site has written.
    """
    before: dict[str, str] = sent.environ.get("werkzeug.proxy_fix.orig", {})
    first = before.get("HTTP_HOST")
    return [sent.host] if first is None else [sent.host, first]


def _plain(host: str) -> str:
    """Return a host in lower case without its port; empty if it is malformed."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
