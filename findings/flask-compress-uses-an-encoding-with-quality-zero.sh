#!/usr/bin/env bash
# Flask-Compress 1.25: an encoding that the client does not accept is used if it is the only one named.
#
# Behaviour: the answer to `Accept-Encoding: br;q=0` is compressed by Brotli. With `br;q=0, gzip` it is
#   compressed by gzip, with `*;q=0` not at all.
# One would expect: a plain answer. In RFC 9110, section 12.4.2, a quality of 0 means "not acceptable", and
#   without an encoding that is acceptable the answer is sent as it is (section 12.5.3).
# Source: flask_compress/flask_compress.py, `_choose_algorithm`: encodings are grouped by quality and the
#   best group is taken, whatever its quality; only for `*` a quality of 0 is left out.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  flask-compress==1.25 flask==3.1.3 brotli==1.2.0 backports.zstd==1.8.0 || exit 2

cat > see.py <<'PYTHON'
import sys

from flask import Flask
from flask_compress import Compress

app = Flask(__name__)
Compress(app)


@app.get("/")
def text():
    return "many words, " * 200


client = app.test_client()
seen = []
for accepted in ("br;q=0", "br;q=0, gzip", "*;q=0", "br"):
    encoding = client.get("/", headers={"Accept-Encoding": accepted}).headers.get("Content-Encoding")
    seen.append(encoding)
    print(f"Accept-Encoding: {accepted:<14} Content-Encoding: {encoding}")
sys.exit(0 if seen == ["br", "gzip", None, "br"] else 1)
PYTHON
venv/bin/python see.py
