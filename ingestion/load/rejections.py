"""Problems of a run: each is counted, and listed in `raw._rejected`."""

import psycopg

from ingestion.load.summary import Problem, RunSummary

ROWS_AT_ONCE = 5_000
LONGEST_TEXT = 2_000


class Rejections:
    """Writes problems to the database in chunks, so that memory stays flat.

    They are a log of the run: they stay when the run itself fails.
    """

    def __init__(self, connection: psycopg.Connection, summary: RunSummary) -> None:
        self._connection, self._summary = connection, summary
        self._waiting: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Count and list `problem`."""
        self._summary.add(problem)
        self._waiting.append(problem)
        if len(self._waiting) >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        with (
            self._connection.cursor() as cursor,
            cursor.copy(
                "copy raw._rejected (run_id, source, provider, file, line, column_name, reason,"
                " raw_text) from stdin"
            ) as copy,
        ):
            for p in rows:
                copy.write_row(
                    (self._summary.run_id, self._summary.source, p.provider, p.file, p.line,
                     p.column, make_printable(p.reason), make_printable(p.raw_text))
                )  # fmt: skip

    def __enter__(self) -> "Rejections":
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()


def make_printable(text: str | bytes | None) -> str | None:
    """Return `text` as Postgres can hold it: bytes that are no UTF-8, and NUL, are spelled out."""
    if text is None:
        return None
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    text = text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
