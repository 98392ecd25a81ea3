"""The small server to which the browser comes back from Spotify, with the permission."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from ingestion.http.errors import LoginNeeded
from segue.errors import SegueError

PAGE = b"<!doctype html><title>Segue</title><p>Signed in. You can close this page."


class Loopback:
    """Listens at one port of 127.0.0.1 while it is open."""

    def __init__(self, port: int) -> None:
        self._answer: list[str] = []
        self._came = threading.Event()
        try:
            self._server = HTTPServer(("127.0.0.1", port), self._handler())
        except OSError as error:
            raise SegueError(
                f"expected port {port} of 127.0.0.1 to be free for the login, got {error}; "
                "set SEGUE_SPOTIFY_PORT to another and allow it in your Spotify app"
            ) from error

    def wait(self, seconds: float) -> str:
        """Return the address at which the browser came back."""
        if not self._came.wait(seconds):
            raise LoginNeeded(
                f"expected the browser to come back within {seconds:.0f} s, got none; "
                "log in again, or by pasting the address"
            )
        return self._answer[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_answer = self.path.startswith("/callback?")
                self.send_response(200 if is_answer else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(PAGE) if is_answer else 0))
                self.end_headers()
                if is_answer:
                    self.wfile.write(PAGE)
                    loopback._answer.append(self.path)
                    loopback._came.set()

            def log_message(self, *_: object) -> None:
                """Log nothing: the address holds the code."""

        return Handler

    def __enter__(self) -> "Loopback":
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
