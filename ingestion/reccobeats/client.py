"""Client of ReccoBeats for audio features: an answer of the right shape, or an error.

What its interface does badly: it leaves unknown ids out of the answer without a word, answers in
any order, gives several rows for one recording, and says nothing about its limits. So rows are
joined on the id in `href` or on the ISRC, and an answer with any row that has no id is no answer
at all: an id that seems absent from it might be that row's. https://reccobeats.com/docs/apis/reccobeats-api
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from ingestion.http.budget import EVERYTHING, Budget, Journal
from ingestion.http.errors import ApiError, RateLimited, TransientError
from ingestion.http.retry import call_with_retries, instant_after, seconds_to_wait
from ingestion.http.session import parse_json, prepare_session, request_page
from ingestion.load.audio_features import BY_ISRC

MAX_IDS = 40
BUCKET = "audio-features"
REFUSALS = (400, 403, 404, 422)
Body = Mapping[str, Any]


class ReccoBeatsError(ApiError):
    """ReccoBeats did not answer as its interface says."""


class IdsRefused(ReccoBeatsError):
    """These ids cannot be requested together: one may be no id, or all are refused."""


class ReccoBeats:
    """Reads through a session; waits out short limits, tries faults again, gives up on long ones.

    Expects a session without retries of its own.
    """

    def __init__(
        self, url: str, session: requests.Session, *, budget: Budget, journal: Journal,
        sleep: Callable[[float], None] = time.sleep, timeout_s: float = 15.0,
    ) -> None:  # fmt: skip
        self._url, self._session = url.rstrip("/"), session
        self._budget, self._journal = budget, journal
        self._sleep, self._timeout_s = sleep, timeout_s
        prepare_session(session, url)

    def features(self, ids: list[str]) -> dict[str, Body]:
        """Return the features of those of at most 40 track ids that ReccoBeats knows.

        An id is one of Spotify's, or `isrc:` and an ISRC.

        Raises
        ------
        RateLimited, ReccoBeatsError; IdsRefused, where other ids might be answered
        """
        if not 0 < len(ids) <= MAX_IDS:
            raise ValueError(f"expected 1 to {MAX_IDS} ids, got {len(ids)}")
        request = f"{BUCKET} {','.join(ids)}"
        body = self._journal.find(request)
        if body is None:
            body = call_with_retries(
                lambda: self._try_once(ids),
                "ReccoBeats",
                self._sleep,
                self._limited,
                ReccoBeatsError,
            )
            self._journal.keep(request, body)
        return _by_track(body["content"], ids)

    def _try_once(self, ids: list[str]) -> dict[str, Any]:
        self._budget.take(BUCKET)
        asked = ",".join(track_id.removeprefix(BY_ISRC) for track_id in ids)
        address = f"{self._url}/{BUCKET}?ids={asked}"
        answer = request_page(self._session, address, self._timeout_s)
        if answer.status_code == 429:
            raise TransientError("429 (too many requests)", seconds_to_wait(answer.headers))
        if answer.status_code >= 500:
            raise TransientError(str(answer.status_code))
        if answer.status_code != 200:
            text = " ".join(answer.text.split())[:200]
            kind = IdsRefused if answer.status_code in REFUSALS else ReccoBeatsError
            raise kind(
                f"expected ReccoBeats to answer, got {answer.status_code} ({text});"
                " check SEGUE_RECCOBEATS_URL"
            )
        body = parse_json(answer)
        wrong = _wrong_in(body, ids)
        if wrong:
            raise TransientError(f"another shape ({wrong})")
        return dict(body)

    def _limited(self, wait: float) -> RateLimited:
        got, resume_at = "a limit of ReccoBeats'", instant_after(wait)
        self._budget.defer(EVERYTHING, resume_at, got)
        return RateLimited(got, resume_at)


def _by_track(content: list[Body], ids: list[str]) -> dict[str, Body]:
    """Return the rows by id; of several for one id always the same one."""
    found: dict[str, Body] = {}
    for row in sorted(content, key=lambda row: str(row.get("id"))):
        for track_id in _ids_in(row):
            if track_id in ids:
                found.setdefault(track_id, row)
    return found


def _wrong_in(body: Any, ids: list[str]) -> str | None:
    """Return what is wrong with an answer, or None."""
    content = body.get("content") if isinstance(body, Mapping) else None
    if not isinstance(content, list):
        return "no list `content`"
    if not all(isinstance(row, Mapping) and _id_in(row) for row in content):
        return "a row without the id of its track in `href`"
    if content and not any(track_id in ids for row in content for track_id in _ids_in(row)):
        return "rows of other tracks only"
    return None


def _ids_in(row: Body) -> tuple[str, str]:
    """Return the id of Spotify's and that of the ISRC."""
    isrc = row.get("isrc")
    code = isrc.replace("-", "").upper() if isinstance(isrc, str) else ""
    return _id_in(row), f"{BY_ISRC}{code}"


def _id_in(row: Body) -> str:
    href = row.get("href")
    return href.split("?")[0].rstrip("/").rsplit("/", 1)[-1] if isinstance(href, str) else ""
