"""Request schemas of exports; the OpenAPI document is generated from them."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.exports.formats import FormatName
from api.http.schemas import Body, Id
from api.tracks.schemas import TrackSummary

MAX_TRACKS = 2_000


class NamedList(Body):
    """A list of tracks with a name."""

    track_ids: Annotated[
        list[Id],
        Field(min_length=1, max_length=MAX_TRACKS, description="In the order of the playlist."),
    ]
    name: Annotated[str, Field(min_length=1, max_length=200)] = "Segue"
    description: Annotated[str, Field(max_length=2_000)] = ""
    use_library: Annotated[
        bool,
        Field(
            description="Whether to add the local files of `SEGUE_LIBRARY`, the music folder of "
            "the server; their paths are relative to that folder."
        ),
    ] = False


class PlaylistExport(NamedList):
    """A list of tracks, and the format in which to return it."""

    format: FormatName


class CreatedPlaylist(BaseModel):
    """A private playlist in an account of the owner."""

    url: Annotated[str, Field(description="Its page at the service.")]
    left_out: Annotated[
        list[TrackSummary], Field(description="Tracks that the service does not know.")
    ]
