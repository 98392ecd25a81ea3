"""Reads the file of artists that comes with the 600k tracks.

It is recognised by its headers, since its column `id` looks like the id of a track.
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.chunks import TableFile
from ingestion.files.extra_columns import ExtraColumns
from ingestion.files.input_files import InputFile
from ingestion.files.layouts import normalize_header
from ingestion.files.lists import write_json_strings
from ingestion.load.batches import Batch, build_batch

PROVIDER = "kaggle_600k"
COLUMNS = {"artist_id": "id", "name": "name", "popularity": "popularity", "followers": "followers",
           "genres": "genres"}  # fmt: skip
OF_TRACKS = {"artists", "duration_ms", "album_id", "danceability"}


def is_of_artists(header: list[str]) -> bool:
    """Return whether these are the headers of a file of artists."""
    names = {normalize_header(name) for name in header}
    return names.issuperset(COLUMNS.values()) and not names & OF_TRACKS


def read_artists(file: InputFile, table: TableFile) -> Iterator[Batch]:
    """Yield the rows of raw.artists."""
    file.read.provider, file.table = PROVIDER, "artists"
    names = [normalize_header(name) for name in table.header]
    places = {ours: names.index(theirs) for ours, theirs in COLUMNS.items()}
    extra_columns = ExtraColumns(file, table.header, places)
    places |= extra_columns.places
    headers = {ours: table.header[place] for ours, place in places.items()}
    for chunk in table.chunks(places):
        file.read.rows += len(chunk)
        cells = Cells(chunk, headers, ("",), file.refuse)
        ids = cells.ids_of("artist_id")
        cells.report("artist_id", pc.is_null(ids), "expected an artist's id", "the row is left out")
        cells = cells.filter(ids.is_valid().to_numpy(zero_copy_only=False))
        file.read.valid_rows += len(cells.chunk)
        if len(cells.chunk):
            yield _rows(cells, extra_columns)
    file.read.is_whole = not table.is_damaged


def _rows(cells: Cells, extra_columns: ExtraColumns) -> Batch:
    columns: dict[str, pa.Array | None] = {
        "artist_id": cells.ids_of("artist_id"),
        "name": cells.text("name"),
        "popularity": cells.integer("popularity", 0, 100),
        "followers": cells.integer("followers", 0, 2**53),
        "genres": write_json_strings(cells.list_of("genres", "genres")),
        "_payload": extra_columns.build_payload(cells),
    }
    return build_batch("artists", PROVIDER, columns, len(cells.chunk))
