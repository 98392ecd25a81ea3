"""The class of the app: Flask without what no view here uses, and each request would pay for."""

from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface


class NoSessions(SessionInterface):
    """No cookie of Flask's own: listeners and persons have theirs (`profiles`, `identity`)."""

    def __init__(self) -> None:
        self._none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002
        """Return the same empty session, which cannot be written, for each request."""
        return self._none


class SegueFlask(APIFlask):
    """Flask without sessions and without views that are coroutines."""

    session_interface = NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is; Flask would look each time whether it is a coroutine."""
        return func
