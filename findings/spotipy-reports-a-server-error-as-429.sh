#!/usr/bin/env bash
# spotipy 2.26.0: a server that answers 500 on every try is reported as 429 (too many requests).
#
# Behaviour: after the last try, `SpotifyException` has the `http_status` 429 and no headers. Only
#   the text of `reason` names the 500.
# One would expect: `http_status` is the status of the last answer, so that a program can tell a
#   failing server from a rate limit.
# Source: spotipy/client.py, `_internal_call`: every `requests.exceptions.RetryError` becomes
#   `SpotifyException(429, -1, ... "Max Retries")`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  spotipy==2.26.0 requests==2.34.2 urllib3==2.8.0 redis==8.1.0 || exit 2

cat > see.py <<'PYTHON'
import http.server
import json
import logging
import sys
import threading

import spotipy

logging.disable()
answered = []


class Faulty(http.server.BaseHTTPRequestHandler):
    """Answers every request with the status 500, in Spotify's shape of an error."""

    def do_GET(self):
        answered.append(500)
        body = json.dumps({"error": {"status": 500, "message": "Server error"}}).encode()
        self.send_response(500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = spotipy.Spotify(auth="token", backoff_factor=0)
client.prefix = f"http://127.0.0.1:{server.server_port}/v1/"
try:
    client.track("4uLU6hMCjMI75M1A2tKUQC")
except spotipy.SpotifyException as error:
    seen = error
print(f"the server answered: {answered}")
print(f"http_status: {seen.http_status}, reason: {seen.reason}, headers: {seen.headers}")
sys.exit(0 if seen.http_status == 429 and set(answered) == {500} else 1)
PYTHON
venv/bin/python see.py
