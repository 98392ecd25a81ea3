"""The work before and after each view: functions that get the request, in one hook of Flask each.

`request` and `g` of Flask are looked up in the context on each use. A request has dozens of uses,
which together took as long as all that Flask itself does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Request, Response, g, request

EXTENSION = "segue_hooks"
Kept = Any  # what Flask keeps for a request, `g`
Before = Callable[[Request, Kept], None]
After = Callable[[Request, Kept, Response], None]


@dataclass(frozen=True)
class Hooks:
    """The functions of one app, in the order they run in."""

    before: list[Before] = field(default_factory=list)
    after: list[After] = field(default_factory=list)


def add_hooks(app: Flask, before: Before | None = None, after: After | None = None) -> None:
    """Run functions on each request of `app`; as in Flask, the last one added is first after it.

    A function before the view ends the request by raising an error.
    """
    hooks: Hooks | None = app.extensions.get(EXTENSION)
    if hooks is None:
        hooks = app.extensions[EXTENSION] = _register(app)
    if before is not None:
        hooks.before.append(before)
    if after is not None:
        hooks.after.insert(0, after)


def current_request() -> tuple[Request, Kept]:
    """Return the request and what is kept for it."""
    return request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]


def _register(app: Flask) -> Hooks:
    hooks = Hooks()

    @app.before_request
    def run_before() -> None:
        sent, kept = current_request()
        for function in hooks.before:
            function(sent, kept)

    @app.after_request
    def run_after(response: Response) -> Response:
        sent, kept = current_request()
        for function in hooks.after:
            function(sent, kept, response)
        return response

    return hooks
