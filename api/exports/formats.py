"""The formats of a list by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from api.exports.csv_format import write_csv
from api.exports.entries import Playlist
from api.exports.jspf import write_jspf
from api.exports.m3u import write_m3u
from api.exports.xspf import write_xspf

FormatName = Literal["csv", "jspf", "xspf", "m3u"]


@dataclass(frozen=True)
class Format:
    """How a list is written, and how its file is called and served."""

    suffix: str
    media_type: str
    write: Callable[[Playlist], str]


FORMATS: Mapping[FormatName, Format] = {
    "csv": Format("csv", "text/csv", write_csv),
    "jspf": Format("jspf", "application/jspf+json", write_jspf),
    "xspf": Format("xspf", "application/xspf+xml", write_xspf),
    "m3u": Format("m3u8", "audio/x-mpegurl", write_m3u),
}
