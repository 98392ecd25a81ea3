"""A Postgres of a benchmark's own, which is gone when the benchmark ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segue.embedded import EmbeddedPostgres


@contextmanager
def own_server() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """Give a running server and the folder it lies in, which is also the home from now on."""
    with tempfile.TemporaryDirectory(prefix="segue_benchmark_") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's account has to walk here when root runs this
        os.environ["SEGUE_HOME"] = str(folder)
        server = EmbeddedPostgres(folder / "pg18")
        server.start()
        try:
            yield server, folder
        finally:
            server.stop()
