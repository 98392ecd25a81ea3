"""The errors a person can meet: what was expected, what the program got, where, and what to do."""

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_DEFERRED = 75


class SegueError(Exception):
    """Base of every error that the command line prints as one sentence.

    ``exit_code`` is what ``segue`` exits with: 1 failed, 2 wrong usage, 75 deferred.
    """

    exit_code = EXIT_FAILED


class WrongUsage(SegueError):
    """A command was called with arguments that name nothing known."""

    exit_code = EXIT_USAGE


class Deferred(SegueError):
    """The work stopped at a checkpoint and can go on after the time it names."""

    exit_code = EXIT_DEFERRED


class DatabaseNotRunning(SegueError):
    """No DATABASE_URL is set and the embedded Postgres is not running."""
