"""Outcome of a run: one refused or failing endpoint does not stop the others."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from ingestion.http.errors import (
    ApiError,
    Forbidden,
    IncompleteList,
    LoginNeeded,
    NotFound,
    RateLimited,
)  # fmt: skip
from ingestion.load.rejections import Rejections
from ingestion.load.summary import Problem, RunSummary

MOST_FAULTS_IN_A_ROW = 3


class Outcome:
    """Counts by table what was deferred and what is missing."""

    def __init__(self, rejections: Rejections, provider: str) -> None:
        self._rejections, self._provider = rejections, provider
        self.deferred: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.resume_at: datetime | None = None
        self.is_every_list_read = True
        self._faults_in_a_row = 0

    @contextmanager
    def isolate_faults(
        self, table: str, left: Callable[[], int] = lambda: 1, *, is_list: bool = False
    ) -> Iterator[None]:
        """Isolate faults of one endpoint from the endpoints after it.

        A limit or a lasting fault defers what is `left`; a refusal is reported. The end of the
        login, and lists that fail one after another, are errors of the run.
        """
        try:
            yield
        except (Forbidden, NotFound) as refusal:
            self.report(str(refusal))
        except LoginNeeded:
            raise
        except RateLimited as limit:
            self._defer(table, left(), is_list)
            self.resume_at = max(self.resume_at or limit.resume_at, limit.resume_at)
        except IncompleteList as fault:  # the server answers; this list is not as it should be
            self._defer(table, left(), is_list)
            self.report(str(fault))
        except ApiError as fault:
            self._faults_in_a_row += 1
            if is_list and self._faults_in_a_row >= MOST_FAULTS_IN_A_ROW:
                raise
            self._defer(table, left(), is_list)
            self.report(str(fault))
        else:
            self._faults_in_a_row = 0

    def count_fault(self, table: str, fault: ApiError) -> None:
        """Defer one entity; raise if several fail in a row."""
        self._faults_in_a_row += 1
        if self._faults_in_a_row >= MOST_FAULTS_IN_A_ROW:
            raise fault
        self._defer(table, 1, is_list=False)
        self.report(str(fault))

    def reset_faults(self) -> None:
        """Note that an entity was read: the faults before it were its own."""
        self._faults_in_a_row = 0

    def report(self, reason: str) -> None:
        """Report a problem that belongs to no row."""
        self._rejections.add(Problem(reason, provider=self._provider))

    def reject(self, reason: str, table: str, column: str, raw_text: str | None) -> None:
        """Count and list a row that cannot be kept."""
        self._rejections.add(
            Problem(
                reason, column=column, raw_text=raw_text, provider=self._provider, table=table
            )
        )  # fmt: skip

    def write_into(self, summary: RunSummary) -> None:
        """Add what was counted to the summary of the run."""
        for table, number in self.deferred.items():
            summary.tables[table].deferred += number
        for table, number in self.missing.items():
            summary.tables[table].missing += number
        summary.resume_at = self.resume_at

    def _defer(self, table: str, left: int, is_list: bool) -> None:
        self.deferred[table] += max(1, left)
        if is_list:
            self.is_every_list_read = False
