"""Source `musicbrainz`: the canonical data of MusicBrainz, by which names become ids.

The file has a row for each recording that listens are mapped to, some 10⁷. Nothing of it becomes a
track: the warehouse looks the names of tracks up in it.
https://metabrainz.org/datasets/derived-dumps#canonical
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingestion.files.cells import Cells
from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import InputFile, read_files
from ingestion.load.batches import Batch, build_batch
from ingestion.load.name_keys import build_name_key
from ingestion.sources import Request, Sample, Source

SOURCE_NAME = PROVIDER = "musicbrainz"
TABLE = "canonical_recordings"
NEEDED = ("recording_mbid", "recording_name", "artist_credit_name", "combined_lookup")
OPTIONAL = ("release_mbid", "release_name", "score")
MBID = r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
NOT_OF_A_LOOKUP = re.compile("[^a-z0-9]+")
ROW_LEFT_OUT = "the row is left out"
MISSING = ("",)
LARGEST_SCORE = 2**53


def read(request: Request) -> Iterator[Batch]:
    """Yield the rows of the files, some thousands at a time."""
    yield from read_files(request, TABLE, _read_file)


def _read_file(file: InputFile) -> Iterator[Batch]:
    file.read.provider = PROVIDER
    table = file.open_table()
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise UnreadableFile(
            "expected canonical_musicbrainz_data.csv of MusicBrainz' canonical dump, got a file"
            f" without the column {missing[0]}; unpack the dump and name that file",
            line=1,
            column=missing[0],
        )
    places = {
        name: table.header.index(name) for name in (*NEEDED, *OPTIONAL) if name in table.header
    }
    headers = {name: name for name in places}
    for chunk in table.chunks(places):
        file.read.rows += len(chunk)
        cells = Cells(chunk, headers, MISSING, file.refuse)
        cells = cells.filter(_with_id_and_names(cells))
        file.read.valid_rows += len(cells.chunk)
        if len(cells.chunk):
            yield _build_batch(cells)
    file.read.is_whole = not table.is_damaged


def _with_id_and_names(cells: Cells) -> NDArray[np.bool_]:
    """Keep the rows that have the id of a recording, its name and its artist's."""
    is_id = pc.fill_null(pc.match_substring_regex(cells.text("recording_mbid"), MBID), False)
    cells.report("recording_mbid", pc.invert(is_id), "expected an id of MusicBrainz", ROW_LEFT_OUT)
    kept = is_id
    for name in ("recording_name", "artist_credit_name"):
        has_name = pc.is_valid(cells.text(name))
        cells.report(name, pc.and_(kept, pc.invert(has_name)), "expected a name", ROW_LEFT_OUT)
        kept = pc.and_(kept, has_name)
    return np.asarray(kept.to_numpy(zero_copy_only=False), bool)


def _build_batch(cells: Cells) -> Batch:
    columns: dict[str, Any] = {name: cells.text(name) for name in (*NEEDED, *OPTIONAL[:-1])}
    artists = columns["artist_credit_name"].to_pylist()
    names = columns["recording_name"].to_pylist()
    columns["score"] = cells.integer("score", 0, LARGEST_SCORE)
    columns["name_key"] = pa.array(map(build_name_key, artists, names), pa.string())
    # an ASCII transliteration, in which a soft sign is an apostrophe
    columns["lookup_key"] = pc.replace_substring_regex(
        pc.utf8_lower(columns["combined_lookup"]), NOT_OF_A_LOOKUP.pattern, ""
    )
    return build_batch(TABLE, PROVIDER, columns, len(cells.chunk))


def recognize(sample: Sample) -> bool:
    """Return whether a table has the columns of the canonical data."""
    return set(NEEDED) <= set(sample.header)


SOURCE = Source(
    SOURCE_NAME,
    "the canonical data of MusicBrainz: which names mean which recording",
    (TABLE,),
    read,
    reads_files=True,
    recognizes=recognize,
)
