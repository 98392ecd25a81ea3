"""Errors of every source behind an HTTP interface, as one tree.

ApiError
├── Forbidden, NotFound, LoginNeeded
├── WrongList
└── RateLimited (also Deferred)

Passing and Shifted never leave a source: the request or the list is read again.
"""

from datetime import datetime

from segue.errors import Deferred, SegueError


class SpotifyError(SegueError):
    """A server did not answer as its interface says."""


class Forbidden(SpotifyError):
    """The app or the user may not read it."""


class NotFound(SpotifyError):
    """There is no such thing."""


class WrongList(SpotifyError):
    """The pages of one list do not make up a whole one."""


class LoginNeeded(SpotifyError):
    """The permission has ended."""


class RateLimited(SpotifyError, Deferred):
    """No more may be asked for a long time; `resume_at` says until when."""

    exit_code = Deferred.exit_code

    def __init__(self, met: str, resume_at: datetime) -> None:
        super().__init__(
            f"expected an answer, met {met}; run it again after {resume_at:%Y-%m-%d %H:%M:%S} UTC"
        )
        self.resume_at = resume_at


class Passing(Exception):
    """A fault that the next try may not meet; `pause` is how long the server asks to wait."""

    def __init__(self, met: str, pause: float | None = None) -> None:
        super().__init__(met)
        self.pause = pause


class Shifted(Exception):
    """A list became longer or shorter between two of its pages; it is to be read anew."""
