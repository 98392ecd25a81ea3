"""Names and sizes that Spotify's Web API shows to one kind of app; the demo is an old one."""

import re
from dataclasses import dataclass, field

LARGEST_PAGE = 50


@dataclass(frozen=True)
class AppKind:
    """Page sizes, and the names that a playlist gives its entries and an entry its track."""

    list_names: tuple[str, ...] = ("tracks",)
    entry_names: tuple[str, ...] = ("track",)
    page_limits: dict[str, int] = field(default_factory=dict)  # by path, where below 50
    tracks_with_album: int = LARGEST_PAGE

    def largest_page(self, path: str) -> int:
        """Return the largest `limit` that `path` takes."""
        limits = (n for p, n in self.page_limits.items() if re.fullmatch(p, path))
        return next(limits, LARGEST_PAGE)
