#!/usr/bin/env bash
# granian 2.8.7 on Linux: a second server on a port that is in use starts without an error, and
# both answer.
#
# Behaviour: `granian --port N` succeeds while another granian of the same user listens on N.
#   Linux gives each new connection to one of the two, so a client sees sometimes one app and
#   sometimes the other, for example an old version that was not stopped.
# One would expect: the error "Address already in use", as a plain socket gives.
# Source: granian's src/net.rs, `ListenerSpec.as_socket`, which calls `set_reuse_port(true)`; the
#   manual page socket(7), SO_REUSEPORT.
set -eu
work=$(mktemp -d)
first='' second=''
trap 'kill $first $second 2> /dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check granian==2.8.7 || exit 2

for name in first second; do
  cat > "$name.py" <<PYTHON
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"$name"]
PYTHON
done
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
serve() {
  exec venv/bin/granian --interface wsgi --blocking-threads 1 --port "$port" "$1:app" > "$1.log" 2>&1
}
serve first & first=$!
serve second & second=$!

cat > see.py <<'PYTHON'
import collections
import sys
import time
import urllib.request

address = f"http://127.0.0.1:{sys.argv[1]}/"
answers = collections.Counter()
until = time.monotonic() + 30
while time.monotonic() < until and not (len(answers) == 2 and answers.total() >= 100):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            answers[answer.read().decode()] += 1
    except OSError:
        time.sleep(0.2)
print("answers:", dict(answers))
sys.exit(0 if set(answers) == {"first", "second"} else 1)
PYTHON
venv/bin/python see.py "$port"
kill -0 "$first" "$second" && echo "both servers run, on port $port"
