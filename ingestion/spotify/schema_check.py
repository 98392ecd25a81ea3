"""Check of Spotify's bodies: unknown fields are reported, and changed types refused.

A body is kept as it came beside the columns, so a new field loses nothing. A value of another
type than declared is no value of its column: it is counted and listed, and the column left empty.
Where none has the declared type any more the interface has changed; then nothing is loaded, for
else the change would empty a column of what it held.
Fields: https://developer.spotify.com/documentation/web-api (and those of older recordings)
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ingestion.http.errors import ApiError
from ingestion.load.batches import write_json
from ingestion.load.json_values import parse_instant, parse_number, parse_whole
from ingestion.spotify.endpoints import ENDPOINTS
from ingestion.spotify.outcome import Outcome

FEWEST = 10  # so many values of another type, and none of the right one, are a changed interface
LONGEST = 60
IS: dict[str, Callable[[Any], bool]] = {
    "a text": lambda value: isinstance(value, str),
    "a whole number": lambda value: parse_whole(value) is not None,
    "a number": lambda value: parse_number(value) is not None,
    "true or false": lambda value: isinstance(value, bool),
    "an instant": lambda value: parse_instant(value) is not None,
    "an object": lambda value: isinstance(value, Mapping),
    "a list": lambda value: isinstance(value, list),
    "anything": lambda _: True,
}


FIELDS = {endpoint.table: endpoint.fields for endpoint in ENDPOINTS.values() if endpoint.fields}
NESTED = {"tracks": {"album": "albums", "artists": "artists"}, "albums": {"artists": "artists"}}


class SchemaCheck:
    """Counts over a run what the bodies hold, field by field."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._right: Counter[tuple[str, str]] = Counter()
        self._wrong: Counter[tuple[str, str]] = Counter()

    def check(self, table: str, body: Mapping[str, Any]) -> None:
        """Look at a body of `table`, and at what is embedded in it."""
        for name, value in body.items():
            kind = FIELDS[table].get(name)
            if kind is None:
                self._unknown[table, name] += 1
            elif value is not None and IS[kind](value):
                self._right[table, name] += 1
            elif value is not None:
                self._wrong[table, name] += 1
                self._reject(table, name, kind, value, body)
        for name, other in NESTED.get(table, {}).items():
            inner = body.get(name)
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, Mapping):
                    self.check(other, part)

    def close(self) -> None:
        """Report the unknown fields.

        Raises
        ------
        ApiError
            If of some field no value has the declared type any more.
        """
        for (table, name), number in self._unknown.items():
            self._outcome.report(
                f"got the field `{name}` in {number:,} bodies of {table}, which Segue does not "
                "know; it is kept in `_payload`"
            )
        for (table, name), number in self._wrong.items():
            if number >= FEWEST and not self._right[table, name]:
                raise ApiError(
                    f"expected `{name}` of {table} to be {FIELDS[table][name]}, got another type "
                    f"in all {number:,} bodies; nothing is loaded: Spotify's interface has "
                    "changed, report it with this line"
                )

    def _reject(
        self, table: str, name: str, kind: str, value: Any, body: Mapping[str, Any]
    ) -> None:
        got, text = type(value).__name__, write_json(value) or ""
        whose = f" of {body['id']}" if isinstance(body.get("id"), str) else ""
        self._outcome.reject(
            f"expected `{name}`{whose} to be {kind}, got {text[:LONGEST]} ({got}); the column is "
            "left empty, the body is kept", table, name, text,
        )  # fmt: skip
