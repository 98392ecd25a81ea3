"""Covers."""


def cover_svg(album_id: str) -> str:
    return ""
