"""Source `reccobeats`: asks for the features of tracks without a measured one, 40 at a time.

What was answered before a limit, a fault or a kill is not asked for again: it is loaded, or kept
in the ledger until it is.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ingestion.load.batches import Batch, build_batch_from_rows
from ingestion.load.summary import Problem
from ingestion.reccobeats.pending_ids import SOURCE_NAME, build_notes, find_pending_ids
from ingestion.reccobeats.rows import build_features_row
from ingestion.sources import Request, Source
from segue.settings import settings

if TYPE_CHECKING:
    from ingestion.reccobeats.client import ReccoBeats

TABLE = "audio_features"
MOST_FAULTS_IN_A_ROW = 3
LATER = "it is taken for unknown, and asked for again after a time"


def reccobeats_source(
    url: str | None = None, *, sleep: Callable[[float], None] = time.sleep, timeout_s: float = 15.0
) -> Source:
    """Return the source; `url` is another server's address than the one in the settings."""

    def read(request: Request) -> Iterator[Batch]:
        # imported here: other sources need neither
        import requests

        from ingestion.http.ledger import open_ledger
        from ingestion.reccobeats.client import ReccoBeats

        found = settings()
        budget, journal = open_ledger(
            request.connection, SOURCE_NAME, per_second=found.reccobeats_per_second,
            per_day=found.reccobeats_per_day, sleep=sleep,
        )  # fmt: skip
        ids = find_pending_ids(
            request.connection, timedelta(days=found.reccobeats_ask_again_after_days)
        )  # fmt: skip
        with requests.Session() as session:
            client = ReccoBeats(
                url or found.reccobeats_url, session, budget=budget, journal=journal,
                sleep=sleep, timeout_s=timeout_s,
            )  # fmt: skip
            yield from _FeatureReader(request, client).read(ids)

    about = "audio features by track id, for tracks that have none; needs no account"
    return Source(SOURCE_NAME, about, (TABLE,), read)


class _FeatureReader:
    """Reads the ids in batches; ids that are not answered are deferred and counted."""

    def __init__(self, request: Request, client: "ReccoBeats") -> None:
        self._request, self._client = request, client
        self._known: list[str] = []
        self._unknown: list[str] = []
        self._answers = 0

    def read(self, ids: list[str]) -> Iterator[Batch]:
        """Yield the features batch by batch, then note what is not known."""
        from ingestion.http.errors import RateLimited
        from ingestion.reccobeats.bisect import bisect_features
        from ingestion.reccobeats.client import MAX_IDS, ReccoBeatsError

        self._request.summary.may_be_empty = True  # every track may have its features
        faults: list[ReccoBeatsError] = []
        for start in range(0, len(ids), MAX_IDS):
            some = ids[start : start + MAX_IDS]
            try:
                found, refused = bisect_features(self._client.features, some)
            except RateLimited as limit:
                self._defer(len(ids) - start)
                self._request.summary.resume_at = limit.resume_at
                break
            except ReccoBeatsError as fault:
                faults.append(fault)
                self._report(str(fault))
                if len(faults) == MOST_FAULTS_IN_A_ROW:
                    self._defer(len(ids) - start)
                    break
                self._defer(len(some))
                continue
            faults = []
            self._answers += 1
            for track_id in refused:
                self._report(f"expected an answer for the track {track_id}, got a refusal; {LATER}")
            yield from self._batch(some, found)
        if faults and not self._answers:
            raise faults[-1]
        self._request.with_load.extend(build_notes(self._known, self._unknown))
        self._request.summary.tables[TABLE].missing += len(self._unknown)

    def _batch(self, ids: list[str], found: Mapping[str, Mapping[str, Any]]) -> Iterator[Batch]:
        rows = []
        for track_id in ids:
            row = self._row(track_id, found[track_id]) if track_id in found else None
            (self._unknown if row is None else self._known).append(track_id)
            rows += [row] if row else []
        if rows:
            yield build_batch_from_rows(TABLE, SOURCE_NAME, rows)

    def _row(self, track_id: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        def report(column: str, reason: str) -> None:
            self._report(f"{reason}; the value is left empty", body, column)

        row = build_features_row(track_id, body, report)
        if row is None:
            self._report(f"expected features of the track {track_id}, got none in its row", body)
        return row

    def _defer(self, number: int) -> None:
        self._request.summary.tables[TABLE].deferred += number

    def _report(
        self, reason: str, body: Mapping[str, Any] | None = None, column: str | None = None
    ) -> None:
        table, text = (None, None) if body is None else (TABLE, json.dumps(body)[:500])
        self._request.rejections.add(
            Problem(
                reason, column=column, raw_text=text, provider=SOURCE_NAME, table=table
            )
        )  # fmt: skip


SOURCE = reccobeats_source()
