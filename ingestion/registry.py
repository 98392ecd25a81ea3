"""The known sources, by name."""

from ingestion.demo import source as demo
from ingestion.files import playlists, tracks
from ingestion.history import source as history
from ingestion.lastfm import source as lastfm
from ingestion.listenbrainz import source as listenbrainz
from ingestion.musicbrainz import source as musicbrainz
from ingestion.reccobeats import source as reccobeats
from ingestion.sources import Source
from ingestion.spotify import source as spotify
from segue.errors import WrongUsage

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        demo.SOURCE,
        tracks.SOURCE,
        playlists.SOURCE,
        history.SOURCE,
        listenbrainz.SOURCE,
        lastfm.SOURCE,
        musicbrainz.SOURCE,
        reccobeats.SOURCE,
        spotify.SOURCE,
    )
}


def find_source(name: str) -> Source:
    """Return the source called `name`.

    Raises
    ------
    WrongUsage
        If there is none; the message lists the known ones.
    """
    if name not in SOURCES:
        raise WrongUsage(
            f"expected one of the sources {', '.join(SOURCES)}, got {name!r}; "
            "run `segue ingest --help`"
        )
    return SOURCES[name]
