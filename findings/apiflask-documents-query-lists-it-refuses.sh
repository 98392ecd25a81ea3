#!/usr/bin/env bash
# APIFlask 3.1.2 with pydantic 2.14.3: a query parameter that APIFlask documents as an array is
# refused, with one value and with two.
#
# Behaviour: the OpenAPI document calls `genres: list[str]` of a pydantic query model an array. Both
#   `?genres=jazz` and `?genres=jazz&genres=rock` are answered 422, "Input should be a valid list".
#   With a marshmallow schema both are accepted.
# One would expect: a request that is valid by the document is accepted.
# Source: apiflask/schema_adapters/pydantic.py, which reads `request.args.to_dict()`: the first
#   value of each name, as text.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  apiflask==3.1.2 flask==3.1.3 pydantic==2.14.3 marshmallow==4.4.0 webargs==8.7.1 || exit 2

cat > see.py <<'PYTHON'
import sys

from apiflask import APIFlask, Schema, fields
from pydantic import BaseModel

app = APIFlask(__name__)


class ByPydantic(BaseModel):
    genres: list[str] = []


class ByMarshmallow(Schema):
    genres = fields.List(fields.String())


@app.get("/pydantic")
@app.input(ByPydantic, location="query")
def by_pydantic(query_data):
    return {"genres": query_data.genres}


@app.get("/marshmallow")
@app.input(ByMarshmallow, location="query")
def by_marshmallow(query_data):
    return query_data


client = app.test_client()
statuses = []
for path in ("/pydantic", "/marshmallow"):
    (parameter,) = app.spec["paths"][path]["get"]["parameters"]
    print(f"{path}: documented as {parameter['schema']['type']}")
    for query in ("genres=jazz", "genres=jazz&genres=rock"):
        answer = client.get(f"{path}?{query}")
        statuses.append(answer.status_code)
        print(f"  ?{query}: {answer.status_code} {answer.json}")
sys.exit(0 if statuses == [422, 422, 200, 200] else 1)
PYTHON
venv/bin/python see.py
