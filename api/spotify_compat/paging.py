"""Pages of lists: Spotify's paging object, whose links lead to this server."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request

from api.http.problems import SPOTIFY_PATHS
from api.spotify_compat.links import href


def build_page(
    items: Sequence[Any],
    total: int,
    limit: int,
    offset: int,
    path: str | None = None,
    **arguments: str,
) -> dict[str, Any]:
    """Return a page, with links to itself and to the pages beside it.

    The links repeat the arguments of the request, unless `path` and `arguments` name another list.
    """
    if path is None:
        path = request.path.removeprefix(SPOTIFY_PATHS).rstrip("/")
        arguments = {**request.args.to_dict(), **arguments}

    def link(start: int) -> str:
        return f"{href(path)}?{urlencode({**arguments, 'offset': start, 'limit': limit})}"

    return {
        "href": link(offset),
        "items": items,
        "limit": limit,
        "next": link(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": link(max(offset - limit, 0)) if offset else None,
        "total": total,
    }
