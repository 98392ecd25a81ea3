"""What ReccoBeats says of a track as a row of raw.audio_features."""

from collections.abc import Callable, Mapping
from typing import Any

from ingestion.files.tracks import RANGES, WHOLE_RANGES
from ingestion.load.tables import FEATURES
from ingestion.spotify.rows import number, whole

Tell = Callable[[str, str], None]
NO_KEY = -1


def features_row(track_id: str, body: Mapping[str, Any], tell: Tell) -> dict[str, Any] | None:
    """Return the row, or None where there is no feature at all; `tell` hears of odd values.

    ReccoBeats knows neither the time signature nor the duration, and writes -1 for no key.
    """
    row: dict[str, Any] = {name: number(body.get(name)) for name in FEATURES}
    row |= {name: whole(body.get(name)) for name in ("key", "mode")}
    for name, value in row.items():
        low, high = (RANGES | WHOLE_RANGES)[name]
        is_odd = value is None if body.get(name) is not None else False
        if is_odd or (value is not None and not low <= value <= high):
            tell(name, f"expected a number from {low:g} to {high:g}, met {body[name]!r:.80}")
            row[name] = None
    if row["key"] == NO_KEY:
        row["key"] = None
    if all(row[name] is None for name in FEATURES):
        return None
    return {"track_id": track_id, **row, "_payload": body}
