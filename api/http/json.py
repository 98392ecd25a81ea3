"""JSON by orjson: nearly twice as many responses per second as with the standard library."""

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

MAX_DEPTH = 32  # of arrays and objects within each other; requests need four


class OrjsonProvider(JSONProvider):
    """JSON provider of Flask (`app.json`) that uses orjson."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        """Return `obj` as JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        """Return the value of a JSON text; null, or one that is nested too deeply, is an error."""
        value = orjson.loads(s)
        if value is None:  # APIFlask would take it for an empty object
            raise ValueError("expected an object in JSON, got null")
        _check_depth(value)
        return value

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a JSON response; the bytes are not decoded in between."""
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return Response(body + b"\n", mimetype="application/json")


def _check_depth(value: Any) -> None:
    """Raise ValueError if a value is nested too deeply; level by level, without recursion."""
    level, depth = [value], 0
    while level := [part for part in level if isinstance(part, list | dict)]:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError(f"expected at most {MAX_DEPTH} levels of JSON, got more")
        level = [
            part for parent in level
            for part in (parent.values() if isinstance(parent, dict) else parent)
        ]  # fmt: skip
