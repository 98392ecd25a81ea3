"""Row of raw.audio_features from what ReccoBeats answers about a track."""

from collections.abc import Callable, Mapping
from typing import Any

from ingestion.load.audio_features import AUDIO_FEATURES, FEATURES
from ingestion.load.json_values import parse_number, parse_whole

Report = Callable[[str, str], None]
NO_KEY = -1


def build_features_row(
    track_id: str, body: Mapping[str, Any], report: Report
) -> dict[str, Any] | None:
    """Return the row, or None where there is no feature at all; `report` is called for odd values.

    ReccoBeats knows neither the time signature nor the duration, and writes -1 for no key.
    """
    row: dict[str, Any] = {}
    for feature in AUDIO_FEATURES:
        name = feature.name
        parse, raw_value = parse_whole if feature.is_whole else parse_number, body.get(name)
        value = parse(raw_value)
        is_odd = raw_value is not None and value is None
        if is_odd or (value is not None and not feature.low <= value <= feature.high):
            low, high = feature.low, feature.high
            report(name, f"expected a number from {low:g} to {high:g}, got {raw_value!r:.80}")
            value = None
        row[name] = value
    if row["key"] == NO_KEY:
        row["key"] = None
    if all(row[name] is None for name in FEATURES):
        return None
    return {"track_id": track_id, **row, "_payload": body}
