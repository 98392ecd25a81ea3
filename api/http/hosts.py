"""Under which names the server answers, so that no other site's name can be led to it.

A page of another site may have its own name resolve to 127.0.0.1 once it is loaded (DNS
rebinding); the browser then takes this server for that site's own, and lets it read and write.
The name that the browser asked for is in the header `Host`, and no page can change it.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request

from api.http.problems import raise_problem
from segue.settings import settings

MISDIRECTED = 421
LOOPBACK = frozenset({"localhost"})
OPEN_TO_ANY = ("/healthz", "/readyz", "/metrics")  # probes go by the names of their network


def register_hosts(app: Flask) -> None:
    """Refuse every request that names a host which is none of ours."""
    ours = allowed_hosts()

    def refuse_other_hosts() -> None:
        if request.path not in OPEN_TO_ANY and not is_ours(request.host, ours):
            raise_problem(
                MISDIRECTED,
                f"expected a request to one of {', '.join(sorted(ours))} or to an IP address, "
                f"met one to the host {request.host[:100]!r}; name it in SEGUE_ALLOWED_HOSTS "
                "if it is yours",
            )

    app.before_request(refuse_other_hosts)


def allowed_hosts() -> frozenset[str]:
    """Return the names of this server: loopback, its own, and those of SEGUE_ALLOWED_HOSTS."""
    named = [settings().host, *settings().allowed_hosts.split(",")]
    return LOOPBACK | {plain for name in named if (plain := _plain(name.strip()))}


def is_ours(host: str, ours: Collection[str]) -> bool:
    """Return whether a `Host` header means this server.

    An IP address always does: a page of another site comes from a name, and its browser would
    send that.
    """
    name = _plain(host)
    return name in ours or name.endswith(".localhost") or _is_address(name)


def _plain(host: str) -> str:
    """Return a host without its port, in small letters; empty for what is none."""
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
