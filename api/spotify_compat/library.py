"""The person of a request, and the tracks that they saved on Spotify or liked here."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, union_all

from api.db.app_tables import Feedback
from api.db.database import fetch_rows, fetch_value
from api.db.marts import FactTracks, SavedTracks
from api.http.access import is_own_machine
from api.http.identity import current_person
from api.spotify_compat.links import href, uri
from api.spotify_compat.paging import build_page
from api.spotify_compat.tracks import load_tracks

Object = dict[str, Any]

ANONYMOUS = "anonymous"
UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # Spotify, too, has it where a time is unknown


def build_user() -> Object:
    """Return the person of the request in the form that playlists contain."""
    person = current_person()
    key = person.account_id.hex if person else ANONYMOUS
    return {
        "display_name": person.name if person else ANONYMOUS,
        "external_urls": {"spotify": href("me")},
        "href": href("me"),
        "id": key,
        "type": "user",
        "uri": uri("user", key),
    }


def build_private_user() -> Object:
    """Return the person of the request."""
    user = build_user()
    return {
        **user,
        "account_id": user["id"],
        "explicit_content": {"filter_enabled": False, "filter_locked": False},
        "followers": {"href": None, "total": 0},
        "images": [],
        "product": "open",
    }


def load_saved_tracks(profile_id: UUID, limit: int, offset: int) -> Object:
    """Return a page of the tracks that were saved on Spotify or liked here, the newest first."""
    saved = select(SavedTracks.track_id, SavedTracks.added_at).where(literal(_is_of_warehouse()))
    liked = select(Feedback.track_id, Feedback.updated_at).where(
        Feedback.profile_id == profile_id, Feedback.verdict == literal("like")
    )
    both = union_all(saved, liked).subquery()
    known = (
        select(both.c.track_id, func.max(both.c.added_at).label("added_at"))
        .join(FactTracks, FactTracks.track_id == both.c.track_id)
        .group_by(both.c.track_id)
        .subquery()
    )
    newest_first = (known.c.added_at.desc().nulls_last(), known.c.track_id)
    rows = fetch_rows(select(known).order_by(*newest_first).offset(offset).limit(limit))
    total = fetch_value(select(func.count()).select_from(known))
    tracks = load_tracks([row.track_id for row in rows])
    items = [
        {"added_at": format_time(row.added_at), "track": tracks[row.track_id]}
        for row in rows
        if row.track_id in tracks
    ]
    return build_page(items, total, limit, offset)


def _is_of_warehouse() -> bool:
    """Return whether the library of the warehouse is that of the person of the request.

    It is the owner's. Before there are accounts, it is that of whoever uses this machine.
    """
    person = current_person()
    if person is not None:
        return person.is_owner
    return is_own_machine()


def format_time(instant: datetime | None) -> str:
    """Return an instant as Spotify writes it, to the second."""
    return f"{(instant or UNKNOWN_TIME).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
