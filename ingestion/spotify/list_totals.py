"""Whether a list that ends before its `total` may be believed: some items are never shown.

Spotify counts playlists that it shows to nobody. An answer that was cut looks just the same, and
is no reason to delete anything; only what is exactly as short in the next run is believed.
"""

from ingestion.spotify.state import Memory


class Length:
    """The length of one list in this run, compared with the last run that was loaded."""

    def __init__(self, memory: Memory, name: str) -> None:
        self._memory, self._name = memory, f"short/{name}"
        self._is_short = False

    def is_enough(self, number: int, total: int) -> bool:
        """Return whether `number` items instead of `total` were met the last time too."""
        self._is_short, met = True, f"{number} of {total}"
        self._memory.set_mark(self._name, met)
        return self._memory.mark(self._name) == met

    def is_whole(self) -> None:
        """Note that all items were met after all."""
        if self._is_short:
            self._memory.set_mark(self._name, "")
