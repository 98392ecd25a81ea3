"""Tries a request again after a passing fault, later each time."""

import logging
import random
from collections.abc import Callable

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from ingestion.http.errors import Passing

TRIES = 3
FIRST_PAUSE_S = 0.5
log = logging.getLogger(__name__)


def several_tries(sleep: Callable[[float], None]) -> Retrying:
    """Return what calls a function up to `TRIES` times; the last `Passing` is raised."""
    return Retrying(
        stop=stop_after_attempt(TRIES), wait=_pause, sleep=sleep,
        retry=retry_if_exception_type(Passing), reraise=True,
    )  # fmt: skip


def _pause(state: RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.pause if isinstance(fault, Passing) else None
    # jitter, so that several processes do not come back together
    pause = FIRST_PAUSE_S * 2**state.attempt_number * random.uniform(0.5, 1.0)  # noqa: S311
    pause = pause if asked is None else asked
    log.warning("met %s; trying again in %.1f s", fault, pause)
    return pause
