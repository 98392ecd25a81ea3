"""Errors for people: a message says what was expected, what came instead, and what to do."""

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_DEFERRED = 75


class SegueError(Exception):
    """Base of every error that the command line prints as one sentence.

    ``exit_code`` is what ``segue`` exits with: 1 failed, 2 wrong usage, 75 deferred.
    """

    exit_code = EXIT_FAILED


class WrongUsage(SegueError):
    """A command got an unknown argument."""

    exit_code = EXIT_USAGE


class Deferred(SegueError):
    """The work stopped at a checkpoint and can continue after the time in the message."""

    exit_code = EXIT_DEFERRED


class LoginRequired(SegueError):
    """Another service does not know who sends a request, or does not permit it to them."""


class DatabaseNotRunning(SegueError):
    """No DATABASE_URL is set and the embedded Postgres is not running."""
