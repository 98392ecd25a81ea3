"""A proxy that shows a server under a path prefix, and tells it so, as Nginx or Caddy would."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests

# of one connection, or counted anew for the body as it is sent here
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class PrefixHandler(BaseHTTPRequestHandler):
    """Passes requests below `prefix` on to `server`."""

    protocol_version = "HTTP/1.1"
    prefix = server_url = ""

    def pass_on(self) -> None:
        """Send the request to the server, and its answer back."""
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404)
            return
        answer = requests.request(
            self.command,
            self.server_url + self.path.removeprefix(self.prefix),
            data=self.rfile.read(int(self.headers.get("Content-Length", 0))),
            headers=self._headers_to_send(),
            allow_redirects=False,
            stream=True,
            timeout=30,
        )
        body = answer.raw.read()  # as it came: compressed, if it is
        self.send_response(answer.status_code)
        for name, value in answer.raw.headers.items():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = pass_on  # noqa: N815 - names of http.server

    def _headers_to_send(self) -> dict[str, str]:
        host = self.headers["Host"]
        return {
            **{k: v for k, v in self.headers.items() if k.lower() not in NOT_PASSED_ON},
            "Host": host,
            "X-Forwarded-For": self.client_address[0],
            "X-Forwarded-Host": host,
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Prefix": self.prefix,
        }

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def show_under(prefix: str, server: str) -> Iterator[str]:
    """Give the address at which a proxy shows `server` under `prefix`; other paths are 404."""
    handler = type("Handler", (PrefixHandler,), {"prefix": prefix, "server_url": server})
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}{prefix}"
    finally:
        proxy.shutdown()
        proxy.server_close()


def path_of(address: str) -> str:
    """Return the path of an address."""
    return urlsplit(address).path
