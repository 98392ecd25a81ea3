"""Audio features in files: beside tracks by id, or alone by ISRC, each with who measured it."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.cells import Cells
from ingestion.files.chunks import TableFile
from ingestion.files.extra_columns import ExtraColumns
from ingestion.files.input_files import InputFile
from ingestion.files.layouts import Layout, has_feature
from ingestion.load.audio_features import AUDIO_FEATURES, BY_ISRC, ISRC
from ingestion.load.batches import Batch, build_batch

LONGEST_MS = 10**10
PROVIDER = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


def is_by_isrc(places: Mapping[str, int]) -> bool:
    """Return whether a file has audio features by ISRC, and no ids of tracks."""
    return "isrc" in places and "track_id" not in places and has_feature(places)


def read_features_by_isrc(
    file: InputFile, table: TableFile, layout: Layout, places: Mapping[str, int]
) -> Iterator[Batch]:
    """Yield the rows of raw.audio_features of a file without ids of tracks.

    They are of all tracks with that ISRC that other sources bring; no track comes from them.
    """
    used = {"isrc", "duration_ms", "provider", *(feature.name for feature in AUDIO_FEATURES)}
    places = {name: place for name, place in places.items() if name in used}
    extra = ExtraColumns(file, table.header, places)
    places |= extra.places
    headers = {name: table.header[place] for name, place in places.items()}
    for rows in table.chunks(places):
        every = Cells(rows, headers, layout.missing, file.refuse)
        texts = pc.utf8_upper(pc.replace_substring_regex(every.text("isrc"), r"[\s-]", ""))
        is_code = pc.fill_null(pc.match_substring_regex(texts, ISRC), False)
        every.report("isrc", pc.invert(is_code), "expected an ISRC", "the row is left out")
        cells = every.filter(is_code.to_numpy(zero_copy_only=False))
        file.read.rows += len(rows)
        file.read.valid_rows += len(cells.chunk)
        codes = pc.binary_join_element_wise(BY_ISRC, texts.filter(is_code), "")
        durations = cells.integer("duration_ms", 0, LONGEST_MS)
        payload = extra.build_payload(cells)
        yield from build_feature_batches(layout.provider, cells, codes, durations, payload)
    file.read.is_whole = not table.is_damaged


def build_feature_batches(
    provider: str, cells: Cells, ids: pa.Array,
    durations: pa.Array | pa.ChunkedArray | None, payload: pa.Array | None = None,
) -> Iterator[Batch]:  # fmt: skip
    """Yield the rows of raw.audio_features of the tracks that have any, for each provider.

    A column `provider` says who measured a row; `provider` is that of the others.
    """
    columns: dict[str, pa.Array | pa.ChunkedArray | None] = {
        feature.name: (
            cells.integer(feature.name, int(feature.low), int(feature.high), feature.parse_name)
            if feature.is_whole
            else cells.number(feature.name, feature.low, feature.high)
        )
        for feature in AUDIO_FEATURES
    }  # fmt: skip
    known = [values for values in columns.values() if values is not None]
    if not known or not len(ids):
        return
    has_any = np.logical_or.reduce([v.is_valid().to_numpy(zero_copy_only=False) for v in known])
    columns |= {"track_id": ids, "duration_ms": durations, "_payload": payload}
    providers = _read_providers(cells, provider)
    named = [provider] if providers is None else np.unique(providers[has_any]).tolist()
    for name in named:
        is_own = has_any if providers is None else has_any & (providers == name)
        if is_own.any():
            whole = build_batch("audio_features", name, columns, len(ids))
            yield Batch(whole.table, whole.provider, whole.rows.filter(pa.array(is_own)))


def _read_providers(cells: Cells, default: str) -> np.ndarray[tuple[int], np.dtype[np.str_]] | None:
    """Return the provider of each row, None in a file that says none.

    A name is small letters, digits and underscores.
    """
    names = cells.text("provider")
    if names is None:
        return None
    short = pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(names)), r"\W+", "_")
    texts = [text if text and PROVIDER.fullmatch(text) else None for text in short.to_pylist()]
    is_bad = [name is not None and text is None for name, text in
              zip(names.to_pylist(), texts, strict=True)]  # fmt: skip
    cells.report(
        "provider", pa.array(is_bad, pa.bool_()), "expected the name of a provider",
        f"the row counts as measured by {default}",
    )  # fmt: skip
    return np.array([text or default for text in texts])
