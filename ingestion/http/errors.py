"""Errors of every source behind an HTTP interface, as one tree.

ApiError
├── Forbidden, NotFound
├── LoginNeeded (also LoginRequired)
├── IncompleteList
└── RateLimited (also Deferred)

TransientError and ListChanged never leave a source: the request or the list is read again.
"""

from datetime import datetime

from segue.errors import Deferred, LoginRequired, SegueError


class ApiError(SegueError):
    """A server did not answer as its interface says."""


class Forbidden(ApiError):
    """The app or the user may not read it."""


class NotFound(ApiError):
    """There is no such thing."""


class IncompleteList(ApiError):
    """The pages of one list do not make up a whole one."""


class LoginNeeded(ApiError, LoginRequired):
    """The permission has ended."""


class RateLimited(ApiError, Deferred):
    """No more may be asked for a long time; `resume_at` says until when."""

    exit_code = Deferred.exit_code

    def __init__(self, got: str, resume_at: datetime) -> None:
        super().__init__(
            f"expected an answer, got {got}; run it again after {resume_at:%Y-%m-%d %H:%M:%S} UTC"
        )
        self.resume_at = resume_at


class TransientError(Exception):
    """A fault that the next try may not have; `pause` is how long the server asks to wait."""

    def __init__(self, got: str, pause: float | None = None) -> None:
        super().__init__(got)
        self.pause = pause


class ListChanged(Exception):
    """A list became longer or shorter between two of its pages; it is to be read anew."""
