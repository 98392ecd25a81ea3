"""How much music there is, and from which sources: counted once for a build."""

from typing import Any

import numpy as np
import orjson
from sqlalchemy import func, literal, select, union_all

from api.db.database import fetch_rows
from api.db.marts import DimPlaylists, FactPlays, FactTracks
from api.recommendations.index_cache import current_index
from api.tracks.catalogue import current_catalogue

COUNTED = {
    "number_of_tracks": FactTracks.source,
    "number_of_playlists": DimPlaylists.source,
    "number_of_plays": FactPlays.source,
}
BY_SOURCE = union_all(
    *(
        select(
            literal(name).label("name"), source.label("source"), func.count().label("number")
        ).group_by(source)
        for name, source in COUNTED.items()
    )
)


def answer_catalogue() -> bytes:
    """Return the fields of `CatalogueCounts` as JSON."""
    catalogue = current_catalogue()
    return (
        current_index()
        .answers.get("catalogue counts", lambda: orjson.dumps(_count(catalogue)))
        .body
    )


def _count(catalogue: Any) -> dict[str, Any]:
    sources: dict[str, dict[str, int]] = {}
    for row in fetch_rows(BY_SOURCE):
        counts = sources.setdefault(row.source or "unknown", dict.fromkeys(COUNTED, 0))
        counts[row.name] += row.number
    by_kind = catalogue.by_kind
    return {
        **{name: sum(counts[name] for counts in sources.values()) for name in COUNTED},
        "number_of_recordings": len(np.unique(current_index().index.recordings)),
        "number_of_artists": len(by_kind["artist"].ids),
        "number_of_albums": len(by_kind["album"].ids),
        "number_of_genres": len(by_kind["genre"].ids),
        "sources": [
            {"source": source, **counts}
            for source, counts in sorted(
                sources.items(), key=lambda one: [-number for number in one[1].values()]
            )
        ],
    }
