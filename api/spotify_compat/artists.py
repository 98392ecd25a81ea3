"""Artists of the marts as Spotify's artist objects."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urljoin

from flask import request
from sqlalchemy import ARRAY, Text, bindparam, func, select

from api.db.database import fetch_rows
from api.db.marts import DimArtists
from api.spotify_compat.links import identify

Object = dict[str, Any]

ARTISTS = select(
    DimArtists.artist_id,
    DimArtists.artist_name,
    DimArtists.genres,
    DimArtists.artist_popularity,
    DimArtists.artist_followers,
    DimArtists.lg_image,
    DimArtists.md_image,
    DimArtists.sm_image,
).where(DimArtists.artist_id == func.any(bindparam("artist_ids", type_=ARRAY(Text))))
PIXELS = (640, 300, 64)


def load_artists(artist_ids: Collection[str]) -> dict[str, Object]:
    """Return the artist objects of those artists that are in the catalogue, by id."""
    found = fetch_rows(ARTISTS, {"artist_ids": list(artist_ids)}) if artist_ids else []
    return {row.artist_id: _build_artist(row) for row in found}


def build_simplified_artist(artist_id: str, artist_name: str | None) -> Object:
    """Return an artist in the form that tracks and albums contain."""
    return {**identify("artist", artist_id), "name": artist_name or ""}


def build_images(*addresses: str | None) -> list[Object]:
    """Return the images of about 640, 300 and 64 pixels; one address is not listed twice."""
    sizes = {address: size for address, size in zip(addresses, PIXELS, strict=True) if address}
    return [
        # a cover that the app draws has a path of the app
        {"url": urljoin(request.url_root, address.lstrip("/")), "height": size, "width": size}
        for address, size in sizes.items()
    ]


def _build_artist(row: Any) -> Object:
    return {
        **build_simplified_artist(row.artist_id, row.artist_name),
        "followers": {"href": None, "total": row.artist_followers or 0},
        "genres": row.genres,
        "images": build_images(row.lg_image, row.md_image, row.sm_image),
        "popularity": row.artist_popularity or 0,
    }
