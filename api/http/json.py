"""JSON by orjson: nearly twice as many responses per second as with the standard library."""

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider


class OrjsonProvider(JSONProvider):
    """JSON provider of Flask (`app.json`) that uses orjson."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        """Return `obj` as JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        """Return the value of a JSON text."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a JSON response; the bytes are not decoded in between."""
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return Response(body + b"\n", mimetype="application/json")
