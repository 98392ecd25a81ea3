"""Totals of lists: a list that ends before its `total` is believed the second time.

Spotify counts playlists that it shows to nobody. An answer that was cut looks just the same, and
is no reason to delete anything; only what is exactly as short in the next run is believed.
"""

from ingestion.spotify.state import State


class ListTotal:
    """The length of one list in this run, compared with the last run that was loaded."""

    def __init__(self, state: State, name: str) -> None:
        self._state, self._name = state, f"short/{name}"
        self._is_short = False

    def is_enough(self, number: int, total: int) -> bool:
        """Return whether the last run also had `number` items instead of `total`."""
        self._is_short, got = True, f"{number} of {total}"
        self._state.set_mark(self._name, got)
        return self._state.get_mark(self._name) == got

    def note_complete(self) -> None:
        """Note that the list is complete after all."""
        if self._is_short:
            self._state.set_mark(self._name, "")
