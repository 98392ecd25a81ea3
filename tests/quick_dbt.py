"""dbt in a process that runs many of its commands: what is the same in each is computed once."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from types import CodeType
from typing import Any
from unittest.mock import patch

COMPILED: dict[tuple[Any, ...], CodeType] = {}


@contextmanager
def quick_dbt() -> Iterator[None]:
    """Make dbt start and run quickly, with the same results."""
    import parsedatetime
    from dbt.context.macros import MacroNamespace
    from dbt_common.behavior_flags import BehaviorFlagRendered
    from dbt_common.clients.jinja import MacroFuzzEnvironment

    with ExitStack() as stack:
        # It looks for the caller of each of its flags among all modules of a process: in one that
        # runs tests this takes longer than a small build.
        stack.enter_context(
            patch.object(BehaviorFlagRendered, "_default_source", staticmethod(lambda: "dbt"))
        )
        # Each command compiles the templates of all models and tests anew.
        compiled_once = _compile_once(MacroFuzzEnvironment.compile)
        stack.enter_context(patch.object(MacroFuzzEnvironment, "compile", compiled_once))
        # For each node it looks up each macro anew, in up to five dictionaries.
        stack.enter_context(patch.object(MacroNamespace, "__iter__", _names))
        stack.enter_context(patch.object(MacroNamespace, "__getitem__", _member))
        # For each result of a query agate prepares to read dates as people write them.
        constants = cache(parsedatetime.Constants)
        stack.enter_context(patch.object(parsedatetime, "Constants", constants))
        yield


def _compile_once(compile_template: Any) -> Any:
    def compiled(self: Any, source: Any, *rest: Any, **options: Any) -> Any:
        key = (type(self), source, rest, tuple(sorted(options.items())))
        if not isinstance(source, str):
            return compile_template(self, source, *rest, **options)
        if key not in COMPILED:
            COMPILED[key] = compile_template(self, source, *rest, **options)
        return COMPILED[key]

    return compiled


def _all_members(namespace: Any) -> dict[str, Any]:
    kept: dict[str, Any] = vars(namespace).setdefault("members", {})
    if not kept:
        for members in reversed(list(namespace._search_order())):
            kept.update(members)
    return kept


def _names(namespace: Any) -> Iterator[str]:
    return iter(_all_members(namespace))


def _member(namespace: Any, name: str) -> Any:
    return _all_members(namespace)[name]
