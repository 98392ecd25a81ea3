"""M3U8: a location for each track that has one, with its tags in the lines before it."""

from api.exports.entries import Entry, Playlist
from api.exports.locations import to_path
from api.exports.safe_text import to_one_line

UNKNOWN_S = -1


def write_m3u(playlist: Playlist) -> str:
    """Return the list as M3U8.

    A track without a local file is a link to Spotify, and a comment if it is not there either.
    """
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{to_one_line(playlist.name)}"]
    for entry in playlist.entries:
        location = to_path(playlist, entry) or entry.summary["spotify_url"]
        name = " - ".join(filter(None, (to_one_line(entry.creator), to_one_line(entry.title))))
        if location is None:
            lines.append(f"# no location: {name}")
            continue
        duration = entry.summary["duration_ms"]
        seconds = UNKNOWN_S if duration is None else round(duration / 1000)
        lines.append(f"#EXTINF:{seconds},{name}")
        lines += [f"#{tag}:{line}" for tag, text in _tags(entry) if (line := to_one_line(text))]
        lines.append(location)
    return "\n".join(lines) + "\n"


def _tags(entry: Entry) -> list[tuple[str, str | None]]:
    return [
        ("EXTART", entry.creator),
        ("EXTALB", entry.album),
        ("EXTGENRE", entry.genres[0] if entry.genres else None),
    ]
