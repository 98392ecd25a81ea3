"""Search of the demo server: every word has to occur; what is more popular comes first."""

from typing import Any

from ingestion.demo.entities import Catalogue


def search(catalogue: Catalogue, kind: str, text: str) -> list[Any]:
    """Return the tracks, artists or albums of which every word of `text` names a part."""
    words = text.lower().split()
    if kind == "artist":
        artists = [a for a in catalogue.artists if _fits(words, a.name)]
        return sorted(artists, key=lambda artist: -artist.fame)
    if kind == "album":
        return [a for a in catalogue.albums if _fits(words, f"{a.name} {a.artist.name}")]
    tracks = [
        track
        for track in catalogue.tracks
        if _fits(words, " ".join((track.name, *(artist.name for artist in track.artists))))
    ]
    return sorted(tracks, key=lambda track: -track.popularity)


def _fits(words: list[str], text: str) -> bool:
    lower = text.lower()
    return all(word in lower for word in words)
