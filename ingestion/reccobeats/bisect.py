"""Bisection of a refused batch: halves are requested until the refused ids are known."""

from collections.abc import Callable, Mapping
from typing import Any

from ingestion.reccobeats.client import IdsRefused

Features = dict[str, Mapping[str, Any]]
MOST_PARTS_REFUSED = 8  # of which not one was answered: then it is not the ids


def bisect_features(
    request: Callable[[list[str]], Features], ids: list[str]
) -> tuple[Features, list[str]]:
    """Return the features, and the ids that are refused however they are asked for.

    Raises
    ------
    IdsRefused
        If not a single part was answered: then it need not be the ids.
    """
    found: Features = {}
    refused: list[str] = []
    parts, is_answered = [ids], False
    while parts:
        halves: list[list[str]] = []
        for part in parts:
            try:
                found |= request(part)
                is_answered = True
            except IdsRefused as refusal:
                last = refusal
                if len(part) == 1:
                    refused += part
                else:
                    middle = (len(part) + 1) // 2
                    halves += [part[:middle], part[middle:]]
        if not is_answered and (not halves or len(parts) >= MOST_PARTS_REFUSED):
            raise last
        parts = halves
    return found, refused
