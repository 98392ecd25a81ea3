"""XSPF, the XML form of playlists that many players read.

https://www.xspf.org/spec
"""

from xml.etree import ElementTree as ET

from api.exports.entries import Entry, Playlist
from api.exports.jspf import CREATOR, TRACK_EXTENSION
from api.exports.locations import to_uri
from api.exports.safe_text import to_one_line

NAMESPACE = "http://xspf.org/ns/0/"
ISRC = "https://musicbrainz.org/doc/ISRC"


def write_xspf(playlist: Playlist) -> str:
    """Return the list as XSPF; control characters, which XML cannot hold, are left out."""
    root = ET.Element("playlist", {"version": "1", "xmlns": NAMESPACE})
    _add(root, "title", playlist.name)
    _add(root, "creator", CREATOR)
    _add(root, "annotation", playlist.description)
    _add(root, "date", playlist.created_at.isoformat())
    tracks = ET.SubElement(root, "trackList")
    for entry in playlist.entries:
        _add_track(tracks, playlist, entry)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_track(tracks: ET.Element, playlist: Playlist, entry: Entry) -> None:
    track = ET.SubElement(tracks, "track")
    _add(track, "location", to_uri(playlist, entry))
    for identifier in entry.identifiers:
        _add(track, "identifier", identifier)
    _add(track, "title", entry.title)
    _add(track, "creator", entry.creator)
    _add(track, "info", entry.summary["spotify_url"])
    _add(track, "album", entry.album)
    if entry.summary["duration_ms"] is not None:
        _add(track, "duration", str(entry.summary["duration_ms"]))
    if entry.isrc:
        meta = ET.SubElement(track, "meta", {"rel": ISRC})
        meta.text = entry.isrc
    if entry.recording_mbid:
        extension = ET.SubElement(track, "extension", {"application": TRACK_EXTENSION})
        recording = ET.SubElement(extension, "recording", {"xmlns": TRACK_EXTENSION})
        recording.text = entry.recording_mbid


def _add(parent: ET.Element, name: str, text: str | None) -> None:
    line = to_one_line(text)
    if line:
        ET.SubElement(parent, name).text = line
