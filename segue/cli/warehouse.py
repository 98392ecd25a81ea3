"""Runs dbt in this process: the build with its progress, and the docs site."""

import os
import shutil
import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from segue.cli.profile import write_private_profile
from segue.errors import SegueError, WrongUsage
from segue.locks import hold_lock
from segue.progress import Counter, progress
from segue.settings import settings

DOCS_PAGE = "static_index.html"


class BuildFailed(SegueError):
    """A dbt model or test failed; the message names it."""


@dataclass
class BuildSummary:
    """Result of one `dbt build`: numbers of nodes by status, and seconds."""

    statuses: Tally[str] = field(default_factory=Tally)
    models: int = 0
    tests: int = 0
    seconds: float = 0.0


def build(url: str, select: str | None = None) -> BuildSummary:
    """Run `dbt build` over the whole project, or over `select`.

    Raises
    ------
    WrongUsage
        If the project has nothing that `select` selects.
    BuildFailed
        If a model, seed or test failed; the message is dbt's own.
    """
    arguments = ["build", *(["--select", select] if select else [])]
    summary, started = BuildSummary(), time.monotonic()
    with progress("dbt build") as counter:
        results = _invoke(arguments, url, counter)
    summary.seconds = time.monotonic() - started
    if select and not results:
        raise WrongUsage(
            f"expected a selection of models, seeds or tests, got {select!r}, which selects "
            "nothing; `dbt ls` prints the names"
        )
    for result in results:
        summary.statuses[str(result.status)] += 1
        kind = str(result.node.resource_type)
        summary.models += kind in {"model", "seed", "snapshot"}
        summary.tests += kind in {"test", "unit_test"}
    return summary


def build_docs(url: str) -> Path:
    """Write the dbt docs site as one static page, and return its path."""
    _invoke(["docs", "generate", "--static"], url, None)
    return settings().dbt_target / DOCS_PAGE


def _invoke(arguments: list[str], url: str, counter: Counter | None) -> list[Any]:
    os.environ.setdefault("DO_NOT_TRACK", "1")
    messages: list[str] = []

    def listen(event: Any) -> None:
        if event.info.name == "NodeFinished" and counter is not None:
            counter.advance()
        if event.info.level == "error":
            messages.append(event.info.msg.strip())

    with hold_lock("build", url, settings().home / "dbt"):
        outcome = _invoke_alone(arguments, url, [listen])
    if not outcome.success:
        raise BuildFailed(_failure(arguments, outcome, messages))
    result = outcome.result
    return list(result.results) if result is not None and hasattr(result, "results") else []


def _invoke_alone(arguments: list[str], url: str, callbacks: list[Callable[[Any], None]]) -> Any:
    # imported here: dbt takes seconds to import, and `segue db` does without
    from dbt.cli.main import dbtRunner

    profiles = write_private_profile(url)
    # a file for dbt 1.11 is a folder for 1.12, and each fails on the other's
    shutil.rmtree(settings().dbt_target / "run", ignore_errors=True)
    return dbtRunner(callbacks=callbacks).invoke(
        [
            *arguments,
            "--project-dir",
            str(settings().root),
            "--profiles-dir",
            str(profiles),
            "--target-path",
            str(settings().dbt_target),
            "--log-path",
            str(settings().home / "dbt" / "logs"),
            "--no-use-colors",  # its messages are also printed where no terminal is
            "--log-level",
            "none",
        ]
    )


def _failure(arguments: list[str], outcome: Any, messages: list[str]) -> str:
    reasons = [text for text in dict.fromkeys(messages) if text]
    if outcome.exception is not None and not reasons:
        reasons = [str(outcome.exception)]
    log = settings().home / "dbt" / "logs" / "dbt.log"
    command = " ".join(["dbt", *arguments])
    return f"`{command}` failed; its log is {log}\n" + "\n".join(reasons)
