"""Starts what loads the files that were sent to the API, beside `segue serve`."""

import subprocess
import sys

from segue.settings import settings


def start_imports() -> None:
    """Load the files that wait in a process of its own, which outlives the server."""
    command = [sys.executable, "-m", "segue.cli", "import", "--waiting"]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def start_unfinished_imports(url: str) -> None:
    """Go on with files that an earlier server left behind."""
    if settings().imports != "on":
        return
    from api.imports.queue import ImportQueue

    if not ImportQueue(url).is_empty():
        start_imports()
