"""The Atom feed of a station: its tracks, those that came last first. RFC 4287."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from flask import Response, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from api.db.app_tables import Station, StationTrack
from api.db.database import fetch_rows
from api.exports.jspf import CREATOR
from api.exports.safe_text import to_one_line
from api.exports.station_runs import run_if_outdated
from api.http.problems import raise_problem
from api.tracks.queries import artist_names, load_summary_values

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MAX_ENTRIES = 200
MAX_AGE_S = 300


def answer_feed(feed_key: str) -> AnyResponse:
    """Return the feed of the station with this key; an unknown key ends the request with 404."""
    wanted = select(*Station.__table__.columns).where(Station.feed_key == feed_key)
    rows = fetch_rows(wanted) if "\0" not in feed_key else []
    if rows and run_if_outdated(rows[0]):
        rows = fetch_rows(wanted)
    if not rows:
        raise_problem(
            404,
            "expected the key of a station's feed, got another; GET /api/v1/stations has the "
            "address of each feed",
        )
    response = Response(_write(rows[0]), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE_S}"
    response.add_etag()
    return response.make_conditional(request)


def _write(station: Any) -> str:
    tracks = fetch_rows(
        select(StationTrack.track_id, StationTrack.first_at)
        .where(StationTrack.station_id == station.station_id)
        .order_by(
            StationTrack.first_run.desc(), StationTrack.rank.nulls_last(), StationTrack.track_id
        )
        .limit(MAX_ENTRIES)
    )
    root = ET.Element("feed", {"xmlns": ATOM})
    _add(root, "id", station.station_id.urn)
    _add(root, "title", to_one_line(station.name) or "Station")
    _add(root, "updated", _format(tracks[0].first_at if tracks else station.created_at))
    ET.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": request.base_url})
    ET.SubElement(root, "link", {"rel": "alternate", "href": request.url_root})
    _add(ET.SubElement(root, "author"), "name", CREATOR)
    summaries = load_summary_values([row.track_id for row in tracks])
    for row in tracks:
        if row.track_id in summaries:
            _add_entry(root, station.station_id, summaries[row.track_id], row.first_at)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_entry(
    root: ET.Element, station_id: UUID, summary: Mapping[str, Any], first_at: datetime
) -> None:
    track_id, album = summary["track_id"], summary["album"]
    artists = ", ".join(artist_names(summary))
    title = summary["track_name"] or track_id
    page = f"{request.url_root}tracks/{quote(track_id, safe=':')}"
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", uuid5(station_id, track_id).urn)
    _add(entry, "title", f"{artists} - {title}" if artists else title)
    _add(entry, "updated", _format(first_at))
    ET.SubElement(entry, "link", {"rel": "alternate", "href": summary["spotify_url"] or page})
    _add(entry, "summary", (album["album_name"] if album else None) or title)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = to_one_line(text)


def _format(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
