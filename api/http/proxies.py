"""Proxies in front of the app: what they say about a request is believed of named ones only.

`SEGUE_PROXIES` names their networks. From others, the headers `X-Forwarded-…` are what anybody can
write, and are ignored. `SEGUE_PATH_PREFIX` is the path under which a proxy shows the app; a named
proxy may send it as `X-Forwarded-Prefix` instead.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from segue.errors import WrongUsage
from segue.settings import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX_HEADER = "HTTP_X_FORWARDED_PREFIX"
Networks = Sequence[IPv4Network | IPv6Network]


def register_proxies(app: Flask) -> None:
    """Read the headers of named proxies, and remove the prefix of the path."""
    if prefix := parse_prefix(settings().path_prefix):
        app.wsgi_app = _Prefixed(app.wsgi_app, prefix)  # type: ignore[method-assign]
    if networks := parse_networks(settings().proxies):
        app.wsgi_app = _Proxied(app.wsgi_app, networks)  # type: ignore[method-assign]


def parse_networks(text: str) -> Networks:
    """Return the networks in a setting, separated by commas.

    Raises
    ------
    WrongUsage
        If one of them is no network.
    """
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise WrongUsage(
            f"expected networks such as 10.0.0.0/8,::1 in SEGUE_PROXIES, got {text!r} ({error})"
        ) from error


def parse_prefix(text: str) -> str:
    """Return a prefix such as `/music`; without one, the empty text."""
    return "/" + text.strip("/") if text.strip("/") else ""


class _Prefixed:
    """Moves the prefix from the path to the root of the app; a proxy may have removed it."""

    def __init__(self, app: "WSGIApplication", prefix: str) -> None:
        self._app, self._prefix = app, prefix

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if f"{path}/".startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._app(environ, start_response)


class _Proxied:
    """Applies `ProxyFix` to the requests of named proxies."""

    def __init__(self, app: "WSGIApplication", networks: Networks) -> None:
        self._app, self._networks = app, networks

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        app = self._app
        if self._is_named(environ.get("REMOTE_ADDR", "")):
            chain = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            hops = 1
            while hops < len(chain) and self._is_named(chain[-hops].strip()):
                hops += 1
            app = ProxyFix(app, x_for=hops, x_proto=1, x_host=1, x_prefix=1)
            if prefix := environ.get(PREFIX_HEADER):  # not //, which would begin a host name
                environ[PREFIX_HEADER] = parse_prefix(prefix)
        return app(environ, start_response)

    def _is_named(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in network for network in self._networks)
