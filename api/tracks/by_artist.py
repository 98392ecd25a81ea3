"""Tracks of one artist, one edition of each recording, those in most playlists first."""

from sqlalchemy import Select, func, select

from api.db.database import fetch_rows, fetch_value
from api.db.marts import ArtistTracks, DimArtists, FactTracks
from api.http.ids import check_id, raise_unknown
from api.http.pagination import encode_cursor, parse_offset
from api.tracks.queries import load_summaries
from api.tracks.schemas import ArtistTrackPage

POPULAR_FIRST = (
    func.coalesce(FactTracks.number_of_playlists, 0).desc(),
    FactTracks.track_popularity.desc().nulls_last(),
    FactTracks.track_id,
)


def load_artist_page(
    artist_id: str, without: str | None, limit: int, cursor: str | None
) -> ArtistTrackPage:
    """Return a page of the tracks of an artist; an unknown artist ends the request with 404."""
    key = check_id(artist_id, "an artist")
    if fetch_value(select(DimArtists.artist_id).where(DimArtists.artist_id == key)) is None:
        raise_unknown(artist_id, "an artist")
    offset = parse_offset(cursor)
    excluded = check_id(without) if without else None
    # one more than the page has says whether there is another page
    statement = select_recordings(key, excluded).offset(offset).limit(limit + 1)
    track_ids = [row.track_id for row in fetch_rows(statement)]
    known = load_summaries(track_ids[:limit])
    return ArtistTrackPage(
        items=[known[track_id] for track_id in track_ids[:limit] if track_id in known],
        next_cursor=encode_cursor(offset + limit) if len(track_ids) > limit else None,
    )


def select_recordings(artist_id: str, without: str | None) -> Select[tuple[str]]:
    """Select the most popular edition of each recording, without the recording of `without`."""
    is_another_id = FactTracks.canonical_track_id != FactTracks.track_id
    edition = func.row_number().over(
        partition_by=FactTracks.recording_key, order_by=(is_another_id, *POPULAR_FIRST)
    )
    editions = (
        select(
            FactTracks.track_id,
            edition.label("edition"),
            func.row_number().over(order_by=POPULAR_FIRST).label("place"),
        )
        .join(ArtistTracks, ArtistTracks.track_id == FactTracks.track_id)
        .where(ArtistTracks.artist_id == artist_id, ArtistTracks.is_placeholder.is_(False))
    )
    if without is not None:
        recording = select(FactTracks.recording_key).where(FactTracks.track_id == without)
        editions = editions.where(FactTracks.recording_key.not_in(recording))
    found = editions.subquery()
    return select(found.c.track_id).where(found.c.edition == 1).order_by(found.c.place)
