"""Retries of a request after a transient fault, each later than the one before."""

import logging
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from ingestion.http.errors import ApiError, RateLimited, TransientError

TRIES = 3
FIRST_PAUSE_S = 0.5
LONGEST_WAIT_S = 30.0
LONGEST_DEFERRAL_S = 7 * 86_400.0
Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


def call_with_retries(
    call: Callable[[], Answer], name: str, sleep: Callable[[float], None],
    limit: Callable[[float], RateLimited], error: type[ApiError] = ApiError,
) -> Answer:  # fmt: skip
    """Return what `call` returns, tried up to `TRIES` times; a pause that is too long is not made.

    Raises
    ------
    RateLimited
        As `limit` makes it from a pause: it is long, or a short limit did not end.
    ApiError
        Of the class `error`, if every try failed.
    """
    retrying = Retrying(
        stop=stop_after_attempt(TRIES), wait=_pause, sleep=sleep,
        retry=retry_if_exception(_is_to_be_tried_again), reraise=True,
    )  # fmt: skip
    try:
        return retrying(call)
    except TransientError as fault:
        if fault.pause is not None:
            raise limit(fault.pause) from fault
        raise error(
            f"expected {name} to answer, got {fault} in {TRIES} tries; try later"
        ) from fault


def instant_after(seconds: float) -> datetime:
    """Return the instant after so many seconds, at most a week."""
    return datetime.now(UTC) + timedelta(seconds=min(seconds, LONGEST_DEFERRAL_S))


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: given as a number or as a date, or a cautious guess."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(0.0, float(int(text)))
    except ValueError:
        pass
    try:
        instant = parsedate_to_datetime(text)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return max(0.0, (instant - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return LONGEST_WAIT_S


def _is_to_be_tried_again(fault: BaseException) -> bool:
    return isinstance(fault, TransientError) and (fault.pause or 0.0) <= LONGEST_WAIT_S


def _pause(state: RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    requested_pause = fault.pause if isinstance(fault, TransientError) else None
    # jitter, so that several processes do not come back together
    pause = FIRST_PAUSE_S * 2**state.attempt_number * random.uniform(0.5, 1.0)  # noqa: S311
    pause = pause if requested_pause is None else requested_pause
    log.warning("got %s; trying again in %.1f s", fault, pause)
    return pause
