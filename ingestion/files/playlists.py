"""Source `playlists`: tables with one row per entry, and slices of the Million Playlist Dataset.

A playlist that is loaded again replaces all its entries. The names that a file gives its tracks
become rows of raw.tracks, so that a recommendation can be shown without any other source.
A table with a column `snapshot_date` holds playlists as they were on several days: every day is
kept in raw.playlist_snapshots, and the newest is what the playlist holds.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.cells import DAY_EXPECTED, ID_EXPECTED, Cells
from ingestion.files.chunks import TableFile, ignore
from ingestion.files.extra_columns import ExtraColumns
from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import InputFile, read_files
from ingestion.files.item_types import build_item_types, build_uris, is_other_item
from ingestion.files.layouts import ALIASES, GENERIC, Layout, find_places, has_feature
from ingestion.files.memberships import take_first
from ingestion.files.mpd import is_playlist, read_slice
from ingestion.files.positions import Positions
from ingestion.files.snapshots import NewestDays
from ingestion.files.tracks import build_track_rows
from ingestion.load.batches import Batch, build_batch, hash_rows
from ingestion.load.seen_keys import SeenKeys
from ingestion.sources import Request, Sample, Source

PLAYLIST_TABLE = Layout("playlist_table", GENERIC.known_by, missing=GENERIC.missing)
NAMES = ("name", "artists", "artist_ids", "album_id", "album_name", "duration_ms", "isrc")
ROW_LEFT_OUT = "the row is left out"


def read(request: Request) -> Iterator[Batch]:
    """Yield the playlists, their items and the named tracks of the files."""
    newest = NewestDays(request)
    yield from read_files(request, "playlist_items", lambda file: _read_file(file, newest))


def recognize(sample: Sample) -> bool:
    """Return whether this is a slice of the Million Playlist Dataset or a table of entries."""
    if isinstance(sample.body, dict):
        entries = sample.body.get("playlists")
        return isinstance(entries, list) and any(map(is_playlist, entries))
    places = find_places(list(sample.header))
    has_playlist = bool({"playlist_id", "playlist_name"} & places.keys())
    return has_playlist and "track_id" in places and not has_feature(places)


def _read_file(file: InputFile, newest: NewestDays) -> Iterator[Batch]:
    if file.kind == "json":
        yield from read_slice(file)
        return
    file.read.provider = PLAYLIST_TABLE.provider
    table = file.open_table()
    places = _places(table)
    extra = ExtraColumns(file, table.header, places)
    places |= extra.places
    headers = {name: table.header[place] for name, place in places.items()}
    positions, seen_tracks = Positions(_first_position(file, places, headers)), SeenKeys()
    for chunk in table.chunks(places):
        file.read.rows += len(chunk)
        cells = Cells(chunk, headers, GENERIC.missing, file.refuse)
        for step in (_with_playlist, _with_day, _with_track, positions.assign):
            cells = cells.filter(step(cells))
        file.read.valid_rows += len(cells.chunk)
        if len(cells.chunk):
            items = _entries(cells, positions, extra)
            yield from _rows(cells, items, newest, seen_tracks)
    file.read.is_whole = not table.is_damaged


def _places(table: TableFile) -> dict[str, int]:
    """Return where the columns are that a file of playlist entries can have."""
    places = find_places(table.header)
    instead = {"playlist_id": "playlist_name"}  # a playlist may be known by its name
    for name in ("playlist_id", "track_id"):
        if not {name, instead.get(name)} & places.keys():
            raise UnreadableFile(
                f"expected a column {' or '.join(ALIASES[name][:2])},"
                f" got the columns {', '.join(table.header)[:200]!r}",
                line=1,
                column=name,
            )
    if "artists" not in places:
        places.pop("artist_ids", None)  # names are what artists are made of
    wanted = (
        "playlist_id", "playlist_name", "track_id", "position", "added_at", "added_by",
        "snapshot_date",
    )  # fmt: skip
    return {name: place for name, place in places.items() if name in (*wanted, *NAMES)}


def _first_position(file: InputFile, places: Mapping[str, int], headers: Mapping[str, str]) -> int:
    """Return whether this file counts from 0 or from 1."""
    if "position" not in places:
        return 0
    lowest = None
    for chunk in file.open_table(quiet=True).chunks({"position": places["position"]}):
        values = Cells(chunk, headers, GENERIC.missing, ignore).integer("position", 0, 2**53)
        found = pc.min(values).as_py()
        if found == 0:
            return 0
        lowest = lowest or found
    return 1 if lowest else 0


def _with_playlist(cells: Cells) -> NDArray[np.bool_]:
    playlists = cells.playlist_ids()
    assert playlists is not None
    known_by = "id" if "playlist_id" in cells else "name"
    expected = f"expected a playlist's {known_by}"
    cells.report(f"playlist_{known_by}", pc.is_null(playlists), expected, ROW_LEFT_OUT)
    return playlists.is_valid().to_numpy(zero_copy_only=False)


def _with_day(cells: Cells) -> NDArray[np.bool_]:
    days = cells.day("snapshot_date")
    if days is None:
        return np.ones(len(cells.chunk), bool)
    cells.report("snapshot_date", pc.is_null(days), DAY_EXPECTED, ROW_LEFT_OUT)
    return days.is_valid().to_numpy(zero_copy_only=False)


def _with_track(cells: Cells) -> NDArray[np.bool_]:
    """Keep entries that name a track by id or by name, local files and episodes."""
    texts, ids = cells.text("track_id"), cells.track_ids("track_id")
    known = pc.or_(pc.is_valid(ids), is_other_item(texts))
    names = cells.text("name")
    if names is not None:
        known = pc.or_(known, pc.and_(pc.is_null(texts), pc.is_valid(names)))
    cells.report("track_id", pc.invert(known), ID_EXPECTED, ROW_LEFT_OUT)
    return known.to_numpy(zero_copy_only=False)


def _entries(cells: Cells, positions: Positions, extra: ExtraColumns) -> Batch:
    """Return the rows of raw.playlist_items, of every day in the file."""
    ids, uris = cells.track_ids("track_id"), cells.text("track_id")
    lists = cells.list_of("artists", "any")
    columns = {
        "playlist_id": cells.playlist_ids(),
        "position": positions.values,
        "track_id": ids,
        "track_uri": build_uris(uris, ids),
        "item_type": build_item_types(uris),
        "track_name": cells.text("name"),
        "artist_name": None if lists is None else take_first(lists),
        "added_at": cells.instant("added_at"),
        "added_by": cells.ids_of("added_by"),
        "_payload": extra.build_payload(cells),
    }
    return build_batch("playlist_items", PLAYLIST_TABLE.provider, columns, len(cells.chunk))


def _rows(cells: Cells, items: Batch, newest: NewestDays, seen_tracks: SeenKeys) -> Iterator[Batch]:
    yield _playlists(cells)
    yield from _items(cells, items, newest)
    if any(name in cells for name in NAMES):
        ids = cells.track_ids("track_id")
        assert ids is not None
        is_first = seen_tracks.add(hash_rows([ids])) & ids.is_valid().to_numpy(zero_copy_only=False)
        some = cells.filter(is_first)
        yield build_track_rows(PLAYLIST_TABLE, some, ids.filter(pa.array(is_first)))


def _playlists(cells: Cells) -> Batch:
    """Return the playlists: of entries of one list in a row, the first says what it is."""
    ids = cells.playlist_ids()
    assert ids is not None
    is_first = np.ones(len(ids), bool)
    is_first[1:] = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    columns = {"playlist_id": ids, "name": cells.text("playlist_name")}
    whole = build_batch("playlists", PLAYLIST_TABLE.provider, columns, len(ids))
    return Batch(whole.table, whole.provider, whole.rows.filter(pa.array(is_first)))


def _items(cells: Cells, items: Batch, newest: NewestDays) -> Iterator[Batch]:
    """Yield the entries; of snapshots every day, and as the playlist's own those of the newest."""
    days = cells.day("snapshot_date")
    if days is None:
        yield items
        return
    names = ("playlist_id", "position", "track_id", "track_uri", "_payload")
    columns = {"snapshot_date": days, **{name: items.rows.column(name) for name in names}}
    yield build_batch("playlist_snapshots", items.provider, columns, len(days))
    is_newest = newest.is_newest(items.rows.column("playlist_id"), days)
    yield Batch(items.table, items.provider, items.rows.filter(is_newest))


SOURCE = Source(
    "playlists",
    "files of playlists: CSV or Parquet with a row per entry, or Million Playlist slices",
    ("playlists", "playlist_items", "tracks"),
    read,
    reads_files=True,
    recognizes=recognize,
)
