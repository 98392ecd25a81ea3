"""Positions in the write-ahead log, its segments, and the timelines that restores begin."""

from dataclasses import dataclass
from datetime import datetime
from functools import total_ordering
from pathlib import Path

SEGMENT_BYTES = 16 * 1024 * 1024
SEGMENTS_PER_FILE_NUMBER = 2**32 // SEGMENT_BYTES


@total_ordering
@dataclass(frozen=True)
class Position:
    """A position in the log as PostgreSQL writes it, such as `0/3000028`."""

    text: str

    @property
    def number(self) -> int:
        """Return the position in bytes."""
        high, low = self.text.split("/")
        return (int(high, 16) << 32) + int(low, 16)

    def __lt__(self, other: "Position") -> bool:
        return self.number < other.number

    def __str__(self) -> str:
        return self.text

    def segment(self, timeline: int) -> str:
        """Return the name of the segment that holds this position."""
        segment = self.number // SEGMENT_BYTES
        high, low = divmod(segment, SEGMENTS_PER_FILE_NUMBER)
        return f"{timeline:08X}{high:08X}{low:08X}"


@dataclass(frozen=True)
class Timeline:
    """A history of the server: it left those of `ancestors`, each at a position.

    A server begins a new timeline at each restore and at each failover.
    """

    number: int
    began_at: datetime
    ancestors: tuple[tuple[int, Position], ...]

    @classmethod
    def from_history(cls, file: Path) -> "Timeline":
        """Read a history file; it was archived as the timeline began."""
        fields = [line.split() for line in file.read_text().splitlines()]
        ancestors = tuple(
            (int(each[0]), Position(each[1])) for each in fields if each and each[0].isdigit()
        )
        began_at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        return cls(int(file.stem, 16), began_at, ancestors)

    def contains(self, timeline: int, position: Position) -> bool:
        """Return whether `position` of `timeline` is in the past of this timeline."""
        return timeline == self.number or any(
            number == timeline and position <= left_at for number, left_at in self.ancestors
        )
