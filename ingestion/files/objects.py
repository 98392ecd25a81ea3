"""Objects of Spotify's that pandas or R wrote into one cell: an artist's or an album's name and id.

`{'id': '…', 'name': 'Ada'}` as Python prints it or as JSON, an object of names by their ids
(`{'…': 'Ada'}`), and R's `c("Ada", "Bo")`. A cell with one of them is never a name itself.
"""

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

STRUCTURE = r"^\s*(?:\{.*\}|\[.*\{.*\]|(?:c|list)\(.*\))\s*$"
VECTOR = re.compile(r"\s*(?:c|list)(\(.*\))\s*", re.DOTALL)
ID = re.compile(r"[0-9A-Za-z]{22}")


def is_structure(texts: pa.Array) -> pa.Array:
    """Return which texts are written as an object, a list of objects or a vector of R's."""
    return pc.fill_null(pc.match_substring_regex(texts, STRUCTURE), False)


def parse_literal(text: str) -> Any:
    """Return what a Python literal, JSON or a vector of R's stands for; None for anything else."""
    vector = VECTOR.fullmatch(text)
    for parse in (ast.literal_eval, json.loads):
        try:
            return parse(vector[1] if vector else text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None


def parse_parts(text: str) -> list[tuple[str | None, str]] | None:
    """Return the id and the name of each part of a cell; None if a part is no name."""
    value = parse_literal(text)
    values = value if isinstance(value, list | tuple) else [value]
    found: list[tuple[str | None, str]] = []
    for part in values:
        if isinstance(part, Mapping):
            named = _parts_of_object(part)
            if not named:
                return None
            found += named
        elif isinstance(part, list | tuple) or (part is None and value is None):
            return None
        elif part is not None:
            found.append((None, str(part)))
    return found


def parse_field(text: str, key: str) -> str | None:
    """Return a text or number under `key` of the object that a cell holds, or None."""
    value = parse_literal(text)
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    field = value.get(key) if isinstance(value, Mapping) else None
    return str(field) if isinstance(field, str | int) and str(field) else None


def _parts_of_object(part: Mapping[Any, Any]) -> list[tuple[str | None, str]]:
    name, own_id = part.get("name"), part.get("id")
    if isinstance(name, str):
        return [(own_id if isinstance(own_id, str) and own_id else None, name)]
    by_id = [(key, value) for key, value in part.items() if ID.fullmatch(str(key))]
    are_names = len(by_id) == len(part) and all(isinstance(value, str) for _, value in by_id)
    return [(str(key), value) for key, value in by_id] if are_names else []
