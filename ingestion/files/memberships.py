"""Playlists that a file of tracks holds: named in each row, or the file itself is one."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.item_types import build_item_types, build_uris
from ingestion.files.layouts import Layout
from ingestion.files.positions import number_in_order
from ingestion.load.batches import Batch, build_batch

# a name of a playlist may have dots of its own
ENDINGS = re.compile(r"(?:\.(?:csv|tsv|txt|parquet|gz))+$", re.IGNORECASE)
ITEM = (
    "playlist_id", "track_id", "track_uri", "item_type", "track_name", "artist_name", "added_at",
    "added_by",
)  # fmt: skip


class Memberships:
    """Counts the places in each playlist while the file is read; a playlist's first row names it.

    An Exportify file is one playlist, called as the file is.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self._layout, self._stem = layout, ENDINGS.sub("", path.name) or path.name
        self._next: Counter[str] = Counter()

    def build_batches(self, cells: Cells) -> Iterator[Batch]:
        """Yield the playlists and their items among the rows of `cells`."""
        rows = self._rows(cells)
        if rows is None or not rows.num_rows:
            return
        yield build_batch(
            "playlists", self._layout.provider,
            {name: rows.column(name) for name in ("playlist_id", "name", "genre", "subgenre")},
            rows.num_rows,
        )  # fmt: skip
        items = {name: rows.column(name) for name in ITEM}
        items["position"] = number_in_order(rows.column("playlist_id"), self._next)
        yield build_batch("playlist_items", self._layout.provider, items, rows.num_rows)

    def _rows(self, cells: Cells) -> pa.Table | None:
        size, text = len(cells.chunk), pa.string()
        ids, uris = cells.track_ids("track_id"), cells.text("track_id")
        if self._layout.is_a_playlist:
            playlists = pa.repeat(pa.scalar(f"{self._layout.provider}:{self._stem}"), size)
            names: pa.Array | None = pa.repeat(pa.scalar(self._stem), size)
        else:
            playlists, names = cells.playlist_ids(), cells.text("playlist_name")
        if playlists is None:
            return None
        lists = cells.list_of("artists", self._layout.artists)
        columns = {
            "playlist_id": playlists,
            "name": names,
            "genre": cells.text("playlist_genre"),
            "subgenre": cells.text("playlist_subgenre"),
            "track_id": ids,
            "track_uri": build_uris(uris, ids),
            "item_type": build_item_types(uris),
            "track_name": cells.text("name"),
            "artist_name": None if lists is None else take_first(lists),
            "added_at": cells.instant("added_at"),
            "added_by": cells.ids_of("added_by"),
        }
        kinds = {"added_at": pa.timestamp("us", "UTC")}
        filled = {
            name: pa.nulls(size, kinds.get(name, text)) if values is None else values
            for name, values in columns.items()
        }
        return pa.table(filled).filter(pc.is_valid(playlists))


def take_first(lists: pa.ListArray) -> pa.Array:
    """Return the first of each list, or null."""
    return pc.list_element(pc.list_slice(lists, 0, 1, return_fixed_size_list=True), 0)
