"""The newest day of each playlist, over all files of a run and what the database holds."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.chunks import ignore
from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import find_files, open_quietly
from ingestion.files.layouts import GENERIC, find_places
from ingestion.sources import Request

PLAYLIST, DAY = ("playlist_id", "playlist_name"), "snapshot_date"


class NewestDays:
    """The newest snapshot of each playlist, in whatever order the files come.

    The files are looked through beforehand, two columns of those that hold snapshots at all.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._days: dict[str, date] | None = None

    def is_newest(self, playlists: pa.ChunkedArray, days: pa.Array) -> pa.Array:
        """Return for each row whether its day is the newest of its playlist."""
        if self._days is None:
            self._days = self._read_days()
        newest = pa.array(map(self._days.get, playlists.to_pylist()), pa.date32())
        return pc.fill_null(pc.greater_equal(days, newest), True)

    def _read_days(self) -> dict[str, date]:
        newest_days: dict[str, date] = dict(
            self._request.connection.execute(
                "select playlist_id, max(snapshot_date) from raw.playlist_snapshots"
                " where _source = 'playlists' group by playlist_id"
            ).fetchall()
        )
        for rows in self._pairs():
            for playlist, day in zip(*(column.to_pylist() for column in rows), strict=True):
                if playlist is not None and day is not None:
                    newest_days[playlist] = max(day, newest_days.get(playlist, day))
        return newest_days

    def _pairs(self) -> Iterator[tuple[pa.Array, pa.Array]]:
        """Yield the playlists and the newest of their days, chunk by chunk."""
        for path in find_files(self._request.paths):
            try:
                table = open_quietly(path)
            except UnreadableFile:
                continue  # it is reported when it is read
            places = find_places(table.header) if table else {}
            wanted = {name: places[name] for name in (*PLAYLIST, DAY) if name in places}
            if table is None or DAY not in wanted or len(wanted) == 1:
                continue
            for chunk in table.chunks(wanted):
                cells = Cells(chunk, dict.fromkeys(wanted, ""), GENERIC.missing, ignore)
                pairs = pa.table([cells.playlist_ids(), cells.day(DAY)], ["playlist_id", DAY])
                newest = pairs.group_by("playlist_id").aggregate([("snapshot_date", "max")])
                yield newest.column("playlist_id"), newest.column("snapshot_date_max")
