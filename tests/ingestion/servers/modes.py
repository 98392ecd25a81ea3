"""Endpoints and fields of three kinds of app: of 2026, with extended quota, and an old one.

`old` has everything under its old names; `extended` lost what Spotify closed in November 2024
and is shown both names; `dev` lost also what it closed in February 2026, and has the new names.
https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ingestion.demo.server_pages import AppKind

Body = dict[str, Any]
FORBIDDEN, NOT_FOUND = 403, 404


@dataclass(frozen=True)
class Mode:
    """Paths that an app of one kind is refused, with the status, and fields it is not given."""

    name: str
    kind: AppKind
    refused: tuple[tuple[str, int], ...] = ()
    removed: dict[str, frozenset[str]] = field(default_factory=dict)

    def refusal(self, path: str, *, is_batch: bool) -> int | None:
        """Return the status with which `path` below /v1 is refused, or None."""
        text = f"{path}?ids" if is_batch else path
        return next((s for pattern, s in self.refused if re.fullmatch(pattern, text)), None)

    def without_removed(self, value: Any) -> Any:
        """Return a body without the fields that this kind of app is not given."""
        if isinstance(value, list):
            return [self.without_removed(item) for item in value]
        if not isinstance(value, dict):
            return value
        gone = self.removed.get(str(value.get("type")), frozenset())
        return {name: self.without_removed(v) for name, v in value.items() if name not in gone}


CLOSED_2024 = (
    (r"/audio-features(/[^/?]*)?(\?ids)?", FORBIDDEN),
    (r"/audio-analysis/[^/]+", FORBIDDEN),
    (r"/recommendations(/.*)?", NOT_FOUND),
    (r"/artists/[^/]+/related-artists", NOT_FOUND),
    (r"/browse/featured-playlists", NOT_FOUND),
    (r"/browse/categories/[^/]+/playlists", NOT_FOUND),
)
CLOSED_2026 = (
    (r"/(tracks|albums|artists|episodes|shows|audiobooks|chapters)/?\?ids", FORBIDDEN),
    (r"/artists/[^/]+/top-tracks", FORBIDDEN),
    (r"/playlists/[^/]+/tracks", FORBIDDEN),
    (r"/users/.*", FORBIDDEN),
    (r"/browse/.*", FORBIDDEN),
    (r"/markets", FORBIDDEN),
)
REMOVED_2026 = {
    "track": frozenset({"popularity", "available_markets", "linked_from"}),
    "album": frozenset({"popularity", "label", "available_markets", "album_group"}),
    "artist": frozenset({"popularity", "followers", "genres"}),
    "user": frozenset({"email", "country", "product", "explicit_content", "followers"}),
}
MODES = {
    mode.name: mode
    for mode in (
        Mode("old", AppKind()),
        Mode("extended", AppKind(("items", "tracks"), ("item", "track")), CLOSED_2024),
        Mode("dev", AppKind(("items",), ("item",),
                            {"/search": 10, r"/artists/[^/]+/albums": 10}),
             CLOSED_2024 + CLOSED_2026, REMOVED_2026),
    )
}  # fmt: skip
