"""Source `tracks`: files of tracks with audio features, as many publishers write them.

A file is read once, in blocks, so that memory does not grow with it. Where a track stands in
several rows (114k repeats it per genre, TidyTuesday per playlist), the first row says what the
track is; genres are gathered beforehand in a first pass over two columns, twelve bytes a row.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.artist_separator import settle_separator
from ingestion.files.artists import is_of_artists, read_artists
from ingestion.files.cells import ID_EXPECTED, Cells
from ingestion.files.chunks import TableFile, ignore
from ingestion.files.extra_columns import ExtraColumns
from ingestion.files.features import (
    LONGEST_MS,
    build_feature_batches,
    is_by_isrc,
    read_features_by_isrc,
)
from ingestion.files.file_format import UnreadableFile
from ingestion.files.formula_guard import remove_guards
from ingestion.files.genres import GenreCollector
from ingestion.files.header_translation import is_in_other_language, translate_header
from ingestion.files.ids import CERTAIN_ID, parse_ids
from ingestion.files.input_files import InputFile, read_files
from ingestion.files.item_types import is_other_item
from ingestion.files.layouts import (
    ALIASES,
    GENERIC,
    Layout,
    find_absent_columns,
    find_places,
    has_feature,
    layout_of,
    normalize_header,
)
from ingestion.files.lists import match_ids, quote_json, write_json_artists, write_json_strings
from ingestion.files.memberships import Memberships
from ingestion.files.object_cells import find_field, find_names
from ingestion.load.batches import Batch, build_batch
from ingestion.load.json_values import parse_release_date
from ingestion.sources import Request, Sample, Source

TABLES_FILLED = ("tracks", "audio_features", "playlists", "playlist_items")
TIMES_OF_LISTENS = {"uts", "ts", "timestamp", "listened_at", "played_at", "scrobbled_at"}
OF_PLAYLISTS = {
    "playlist_id", "playlist_name", "playlist_genre", "playlist_subgenre", "added_at", "added_by",
}  # fmt: skip


def read(request: Request) -> Iterator[Batch]:
    """Yield the tracks, features, playlists and playlist items of the files."""
    yield from read_files(request, "tracks", _read_file)


def recognize(sample: Sample) -> bool:
    """Return whether this is a table of tracks, or of the artists that come with one.

    A table with ids of tracks and without features may be one of playlists or of listens.
    """
    header, places = list(sample.header), find_places(list(sample.header))
    if (
        is_of_artists(header)
        or layout_of(header) is not GENERIC
        or is_in_other_language(header, sample.first_row)
    ):
        return True
    if is_by_isrc(places):
        return True
    if "track_id" not in places or not sample.first_row:
        return False
    if has_feature(places):
        return True
    is_told_apart = not {"playlist_id", "playlist_name", "snapshot_date"} & places.keys()
    names = {normalize_header(name) for name in header}
    has_id = CERTAIN_ID.match(sample.first_row[places["track_id"]]) is not None
    return is_told_apart and has_id and not names & TIMES_OF_LISTENS


def _read_file(file: InputFile) -> Iterator[Batch]:
    table = file.open_table()
    if is_of_artists(table.header):
        yield from read_artists(file, table)
        return
    header = translate_header(file, table.header)
    layout, places = layout_of(header), find_places(header)
    file.read.provider = layout.provider
    if is_by_isrc(places):
        yield from read_features_by_isrc(file, table, layout, places)
        return
    _check(file, layout, table, places)
    is_guarded = "formula_guard" in places
    places = _select_places(layout, places)
    extra = ExtraColumns(file, header, places)
    places |= extra.places
    headers = {name: table.header[place] for name, place in places.items()}
    layout = settle_separator(file, layout, header, places)
    genres = _gather_genres(file, places, layout)
    memberships = Memberships(file.path, layout)
    for rows in table.chunks(places):
        chunk = remove_guards(rows) if is_guarded else rows
        entries = _with_item(Cells(chunk, headers, layout.missing, file.refuse), layout)
        cells = entries.filter(_is_known(entries.track_ids("track_id")))
        ids = cells.track_ids("track_id")
        file.read.rows += len(chunk)
        file.read.valid_rows += len(entries.chunk)
        if len(ids):
            tracks = build_track_rows(layout, cells, ids, genres, extra.build_payload(cells))
            yield tracks
            durations = tracks.rows.column("duration_ms")
            yield from build_feature_batches(layout.provider, cells, ids, durations)
        yield from memberships.build_batches(entries)
    file.read.is_whole = not table.is_damaged


def _check(file: InputFile, layout: Layout, table: TableFile, places: Mapping[str, int]) -> None:
    if "track_id" not in places:
        raise UnreadableFile(
            f"expected a column with the id of the track ({', '.join(ALIASES['track_id'][:4])}…),"
            f" got the columns {', '.join(table.header)[:200]!r}",
            line=1, column="track_id",
        )  # fmt: skip
    for header in find_absent_columns(layout, places):
        file.refuse(
            f"expected this column in a file of the layout {layout.provider}, got none; "
            "its values are left empty",
            line=1, column=header,
        )  # fmt: skip


def _select_places(layout: Layout, places: Mapping[str, int]) -> dict[str, int]:
    """Return the places of the columns that some field is made of."""
    unused = {"position", "snapshot_date", "formula_guard"}
    if layout.is_a_playlist:
        unused |= {"playlist_id", "playlist_name"}
    elif not {"playlist_id", "playlist_name"} & places.keys():
        unused |= OF_PLAYLISTS
    if "artists" not in places:
        unused.add("artist_ids")
    if "genre" in places:
        unused.add("genres")
    return {name: place for name, place in places.items() if name not in unused}


def _with_item(cells: Cells, layout: Layout) -> Cells:
    """Return the rows that name a track, or a local file or an episode in a playlist."""
    found = cells.track_ids("track_id").is_valid()
    playlists = cells.playlist_ids()
    if layout.is_a_playlist or playlists is not None:
        is_other = is_other_item(cells.text("track_id"))
        if not layout.is_a_playlist:
            is_other = pc.and_(is_other, pc.is_valid(playlists))
        found = pc.or_(found, is_other)
    cells.report("track_id", pc.invert(found), ID_EXPECTED, "the row is left out")
    return cells.filter(found.to_numpy(zero_copy_only=False))


def _is_known(values: pa.Array) -> NDArray[np.bool_]:
    return values.is_valid().to_numpy(zero_copy_only=False)


def build_track_rows(
    layout: Layout, cells: Cells, ids: pa.Array, genres: GenreCollector | None = None,
    payload: pa.Array | None = None,
) -> Batch:  # fmt: skip
    """Return the rows of raw.tracks."""
    columns = {
        "track_id": ids,
        "name": cells.text("name"),
        "duration_ms": cells.integer("duration_ms", 0, LONGEST_MS),
        "explicit": cells.boolean("explicit"),
        "popularity": cells.integer("popularity", 0, 100),
        "isrc": cells.text("isrc"),
        "track_number": cells.integer("track_number", 0, 10**6),
        "disc_number": cells.integer("disc_number", 0, 10**6),
        "preview_url": cells.text("preview_url"),
        "album_id": _first_known(cells.ids_of("album_id"), _of_album(cells, "id")),
        "album_name": find_names(cells, "album_name"),
        "album_type": _first_known(cells.text("album_type"), _of_album(cells, "album_type")),
        "release_date": _release_date(cells),
        "artists": _artists(layout, cells),
        "genres": genres.write_genres(ids)
        if genres
        else write_json_strings(cells.list_of("genres", "genres")),
        "images": _images(cells.text("image_url")),
        "_payload": payload,
    }
    return build_batch("tracks", layout.provider, columns, len(ids))


def _release_date(cells: Cells) -> pa.Array | None:
    """Return the day, month or year of release: of its own column, else the year's."""
    dates, years = cells.release_date("release_date"), cells.integer("year", 1, 9999)
    if dates is None and (found := _of_album(cells, "release_date")) is not None:
        dates = pa.array([parse_release_date(text) for text in found.to_pylist()], pa.string())
    if years is None:
        return dates
    texts = pc.utf8_lpad(years.cast(pa.string()), 4, "0")
    return texts if dates is None else pc.coalesce(dates, texts)


def _of_album(cells: Cells, key: str) -> pa.Array | None:
    """Return what the album's cells say where they are whole objects of Spotify's."""
    return find_field(cells, "album_name", key)


def _first_known(*columns: pa.Array | None) -> pa.Array | None:
    known = [column for column in columns if column is not None]
    return pc.coalesce(*known) if known else None


def _artists(layout: Layout, cells: Cells) -> pa.Array | None:
    names = cells.list_of("artists", layout.artists)
    if names is None:
        return None
    ids = cells.list_of("artist_ids", layout.artists)
    if ids is None:
        ids = cells.list_of("artists", "object_ids")
    bare = pa.ListArray.from_arrays(ids.offsets, parse_ids(ids.values), mask=ids.is_null())
    fitting, misfit = match_ids(names, bare)
    cells.report("artist_ids", misfit, "expected as many artist ids as names")
    return write_json_artists(names, fitting)


def _images(urls: pa.Array | None) -> pa.Array | None:
    if urls is None:
        return None
    return pc.binary_join_element_wise(
        '[{"url":', quote_json(urls), ',"height":null,"width":null}]', ""
    )


def _gather_genres(
    file: InputFile, places: Mapping[str, int], layout: Layout
) -> GenreCollector | None:
    """Read the whole file for its genre of each row, where that is how it writes genres."""
    if "genre" not in places:
        return None
    gathered = GenreCollector()
    wanted = {name: places[name] for name in ("track_id", "genre")}
    for chunk in file.open_table(quiet=True).chunks(wanted):
        cells = Cells(chunk, dict.fromkeys(wanted, ""), layout.missing, ignore)
        gathered.add(cells.track_ids("track_id"), cells.text("genre"))
    return gathered


SOURCE = Source(
    "tracks",
    "files of tracks with audio features: CSV, CSV.gz or Parquet",
    TABLES_FILLED,
    read,
    reads_files=True,
    recognizes=recognize,
)
