#!/usr/bin/env bash
# spotipy 2.26.0 with urllib3 2.8.0: spotipy sleeps on a 429 even if `status_forcelist` lacks 429.
#
# Behaviour: `status_forcelist` names the statuses to try again. Without 429 in it, spotipy still
#   sleeps as long as `Retry-After` says and tries again. `requests_timeout` does not end the sleep.
#   Spotify's daily quota sends a `Retry-After` of many hours.
# One would expect: spotipy raises the 429 at once.
# Source: spotipy/client.py, `_build_session`, hands `status_forcelist` to urllib3's Retry and
#   leaves `respect_retry_after_header` on; urllib3/util/retry.py, `is_retry`, then also takes
#   413, 429 and 503 with a `Retry-After`; issues 766, 913 and 1224 of spotipy-dev/spotipy. With a
#   `requests.Session` passed as `requests_session`, spotipy does not sleep.
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
import time

import requests
import spotipy

RETRY_AFTER_S = 3
logging.disable()


class Limited(http.server.BaseHTTPRequestHandler):
    """Answers every request as Spotify does beyond its limit."""

    def do_GET(self):
        body = json.dumps({"error": {"status": 429, "message": "Too many requests"}}).encode()
        self.send_response(429)
        self.send_header("Retry-After", str(RETRY_AFTER_S))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Limited)
threading.Thread(target=server.serve_forever, daemon=True).start()


def seconds_until_429(**options):
    client = spotipy.Spotify(auth="token", requests_timeout=1, **options)
    client.prefix = f"http://127.0.0.1:{server.server_port}/v1/"
    began = time.monotonic()
    try:
        client.track("4uLU6hMCjMI75M1A2tKUQC")
    except spotipy.SpotifyException as error:
        assert error.http_status == 429, error
    return time.monotonic() - began


slept = seconds_until_429(status_forcelist=(500, 502, 504), retries=1, status_retries=1)
own = seconds_until_429(requests_session=requests.Session())
print(f"Retry-After: {RETRY_AFTER_S} s, requests_timeout: 1 s")
print(f"without 429 in status_forcelist: raised after {slept:.1f} s")
print(f"with a session of one's own:     raised after {own:.1f} s")
sys.exit(0 if slept >= RETRY_AFTER_S > own else 1)
PYTHON
venv/bin/python see.py
