"""Lists inside one cell: names split as each publisher joins them, and JSON made of them.

All of it on whole columns: a Python list per row would cost more than reading the file.
"""

import json
import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.layouts import Lists
from ingestion.files.objects import is_structure, parse_literal, parse_parts

BETWEEN, KEPT_COMMA = "\x1f", "\x1e"
# names that a file joined by a comma and a space would cut
NAMES_WITH_COMMAS = (
    "Tyler, The Creator",
    "Earth, Wind & Fire",
    "Crosby, Stills, Nash & Young",
    "Crosby, Stills & Nash",
    "Emerson, Lake & Palmer",
    "Blood, Sweat & Tears",
    "Peter, Paul and Mary",
    "Peter, Paul & Mary",
    "Dave Dee, Dozy, Beaky, Mick & Tich",
    "Now, Now",
    "Black Country, New Road",
    "Me First and the Gimme Gimmes",
)
# as json.dumps writes them; jsonb holds no NUL
CONTROLS = {"\x00": "\ufffd", **{chr(n): json.dumps(chr(n))[1:-1] for n in range(1, 32)}}
SIMPLE_LITERAL = r"""^\[\s*'[^'"\\]*'(, '[^'"\\]*')*\s*\]$"""


def split_lists(values: pa.Array, how: Lists) -> tuple[pa.ListArray, pa.Array]:
    """Return each text as a list of its parts, and a mask of the texts that are no list."""
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return values.cast(pa.list_(pa.string())), pa.array(np.zeros(len(values), bool))
    joined = _JOINED[how](values)
    bad = pc.and_(pc.is_null(joined), pc.is_valid(values))
    if how == "object_ids":
        bad = pa.array(np.zeros(len(values), bool))  # most cells of names have no id
    parts = pc.split_pattern(joined, BETWEEN)
    if isinstance(parts, pa.ChunkedArray):
        parts = parts.combine_chunks()
    return _drop_blanks(parts), bad


def write_json_strings(lists: pa.ListArray | None) -> pa.Array | None:
    """Return `["a","b"]` for each list; null for a null or an empty one."""
    if lists is None:
        return None
    return _array(_regroup(lists, quote_json(lists.flatten())))


def write_json_artists(names: pa.ListArray, ids: pa.ListArray | None) -> pa.Array:
    """Return `[{"id":…,"name":…}]` for each row; `ids`, where given, are as many as the names."""
    flat = names.flatten()
    identifiers: pa.Array | pa.Scalar = pa.scalar("null")
    if ids is not None:
        identifiers = pc.fill_null(quote_json(ids.flatten()), "null")
    items = pc.binary_join_element_wise(
        '{"id":', identifiers, ',"name":', quote_json(flat), "}", ""
    )
    return _array(_regroup(names, items))


def quote_json(values: pa.Array) -> pa.Array:
    """Return each text as a JSON string."""
    escaped = pc.replace_substring(pc.replace_substring(values, "\\", "\\\\"), '"', '\\"')
    if pc.any(pc.match_substring_regex(values, r"[\x00-\x1f]")).as_py():
        for got, written in CONTROLS.items():
            if pc.any(pc.match_substring(values, got)).as_py():
                escaped = pc.replace_substring(escaped, got, written)
    return pc.binary_join_element_wise('"', escaped, '"', "")


def match_ids(names: pa.ListArray, ids: pa.ListArray) -> tuple[pa.ListArray, pa.Array]:
    """Return `ids` with nulls where they are not as many as `names`, and where that was."""
    fits = pc.fill_null(pc.equal(pc.list_value_length(names), pc.list_value_length(ids)), False)
    misfit = pc.and_(pc.invert(fits), pc.is_valid(ids))
    neither = pc.and_(pc.is_null(names), pc.is_null(ids))
    if pc.all(pc.or_(fits, neither)).as_py():
        return ids, misfit
    fitting = [
        None if name is None else (one if fit else [None] * len(name))
        for name, one, fit in zip(names.to_pylist(), ids.to_pylist(), fits.to_pylist(), strict=True)
    ]
    return pa.array(fitting, pa.list_(pa.string())), misfit


def _regroup(lists: pa.ListArray, items: pa.Array) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(pc.fill_null(pc.list_value_length(lists), 0))])
    grouped = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items)
    return pc.binary_join(grouped, ",")


def _array(joined: pa.Array) -> pa.Array:
    filled = pc.if_else(pc.equal(joined, ""), None, joined)
    return pc.binary_join_element_wise("[", filled, "]", "")


def _drop_blanks(lists: pa.ListArray) -> pa.ListArray:
    trimmed = pc.utf8_trim_whitespace(lists.flatten())
    if not pc.any(pc.or_kleene(pc.equal(trimmed, ""), pc.is_null(trimmed))).as_py():
        offsets = np.concatenate([[0], np.cumsum(pc.fill_null(pc.list_value_length(lists), 0))])
        return pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), trimmed, mask=pc.is_null(lists)
        )
    trimmed_lists = [
        None if row is None else [part.strip() for part in row if part and part.strip()]
        for row in lists.to_pylist()
    ]
    return pa.array(trimmed_lists, pa.list_(pa.string()))


def _from_literals(values: pa.Array) -> pa.Array:
    """Join Python list literals; the common shape is done without Python."""
    simple = pc.fill_null(pc.match_substring_regex(values, SIMPLE_LITERAL), False)
    inner = pc.replace_substring_regex(values, r"^\[\s*'|'\s*\]$", "")
    joined = pc.if_else(simple, pc.replace_substring(inner, "', '", BETWEEN), None)
    rest = np.flatnonzero(~simple.to_numpy(zero_copy_only=False))
    if not len(rest):
        return joined
    others = [_parts_of_literal(text) for text in values.take(pa.array(rest)).to_pylist()]
    return pc.replace_with_mask(joined, pc.invert(simple), pa.array(others, pa.string()))


def _parts_of_literal(text: str | None) -> str | None:
    if text is None or not isinstance(parse_literal(text), list | tuple):
        return None
    return _names_of_structure(text)


def _names_of_structure(text: str | None) -> str | None:
    parts = None if text is None else parse_parts(text)
    return None if parts is None else BETWEEN.join(name for _, name in parts)


def _ids_of_structure(text: str | None) -> str | None:
    ids = [own_id for own_id, _ in (parse_parts(text) or ())] if text is not None else []
    return BETWEEN.join(map(str, ids)) if ids and all(ids) else None


def _from_any(values: pa.Array) -> pa.Array:
    """Join cells of which some are list literals, some separated by semicolons, some one name."""
    plain = pc.replace_substring(values, ";", BETWEEN)
    has_objects = is_structure(values)
    if pc.any(has_objects).as_py():
        plain = pc.if_else(has_objects, _by_text(_names_of_structure)(values), plain)
    is_list = pc.fill_null(pc.match_substring_regex(values, r"^\s*\[.*\]\s*$"), False)
    is_literal = pc.and_(is_list, pc.invert(has_objects))
    if not pc.any(is_literal).as_py():
        return plain
    literals = _from_literals(pc.if_else(is_literal, values, None))
    # a name in brackets is no list
    return pc.if_else(is_literal, pc.coalesce(literals, values), plain)


def _ids_of_objects(values: pa.Array) -> pa.Array:
    """Join the ids of the objects that stand in cells of names; null where there is none."""
    has_objects = is_structure(values)
    if not pc.any(has_objects).as_py():
        return pa.nulls(len(values), pa.string())
    return _by_text(_ids_of_structure)(pc.if_else(has_objects, values, None))


def _by_text(join: Callable[[str | None], str | None]) -> Callable[[pa.Array], pa.Array]:
    return lambda values: pa.array((join(text) for text in values.to_pylist()), pa.string())


def _from_genres(values: pa.Array) -> pa.Array:
    """Join genres, in whose names there are neither commas nor semicolons."""
    commas = pc.replace_substring(values, ",", ";")
    is_literal = pc.fill_null(pc.match_substring_regex(values, r"^\s*\[.*\]\s*$"), False)
    return _from_any(pc.if_else(is_literal, values, commas))


def _by(pattern: str) -> Callable[[pa.Array], pa.Array]:
    separator = re.compile(pattern)

    def join(values: pa.Array) -> pa.Array:
        return pa.array(
            (
                None if text is None
                else BETWEEN.join(separator.split(text)).replace("\\,", ",")
                for text in values.to_pylist()
            ),
            pa.string(),
        )  # fmt: skip

    return join


def _from_commas_and_spaces(values: pa.Array) -> pa.Array:
    """Join by commas that a space follows, unless the comma belongs to a known name."""
    for name in NAMES_WITH_COMMAS:
        values = pc.replace_substring(values, name, name.replace(",", KEPT_COMMA))
    return pc.replace_substring(_by(r", ")(values), KEPT_COMMA, ",")


_JOINED: dict[Lists, Callable[[pa.Array], pa.Array]] = {
    "one": lambda values: values,
    "semicolon": lambda values: pc.replace_substring(values, ";", BETWEEN),
    "comma": _by(r",(?! )"),
    "comma_and_space": _from_commas_and_spaces,
    "escaped_comma": _by(r"(?<!\\),\s*"),
    "literal": _from_literals,
    "any": _from_any,
    "genres": _from_genres,
    "object_ids": _ids_of_objects,
}
