"""Objects of a person's library: the user, saved tracks and playlists."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.spotify_compat.schemas import (
    ExternalUrls,
    Followers,
    Href,
    Image,
    Paging,
    TrackObject,
    Uri,
)

AddedAt = Annotated[str, Field(description="In UTC; the start of 1970 if it is unknown.")]


class UserObject(BaseModel):
    """A person; without an account, the id is `anonymous`."""

    display_name: str
    external_urls: ExternalUrls
    href: Href
    id: str
    type: Literal["user"] = "user"
    uri: Uri


class ExplicitContent(BaseModel):
    """Segue hides no explicit tracks by itself."""

    filter_enabled: bool
    filter_locked: bool


class PrivateUserObject(UserObject):
    """The person of the request."""

    account_id: str
    explicit_content: ExplicitContent
    followers: Followers
    images: list[Image]
    product: Literal["open"]


class SavedTrackObject(BaseModel):
    """A track that was saved on Spotify or liked here."""

    added_at: AddedAt
    track: TrackObject


class SavedTrackPaging(Paging[SavedTrackObject]):
    """A page of saved tracks, the newest first."""


class PlaylistTrackCount(BaseModel):
    """The number of tracks of a playlist, and where they are."""

    href: Href
    total: int


class PlaylistTrack(TrackObject):
    """A track, marked as none of the episodes that playlists of Spotify can contain."""

    episode: Literal[False]
    track: Literal[True]


class PlaylistTrackObject(BaseModel):
    """An item of a playlist; `item` and the older `track` are the same."""

    added_at: AddedAt
    added_by: UserObject
    is_local: bool
    item: PlaylistTrack
    track: PlaylistTrack
    primary_color: None
    video_thumbnail: None


class PlaylistTrackPaging(Paging[PlaylistTrackObject]):
    """A page of the tracks of a playlist."""


class PlaylistFields(BaseModel):
    """What a playlist has in every form."""

    collaborative: bool
    description: str
    external_urls: ExternalUrls
    href: Href
    id: str
    images: list[Image]
    name: str
    owner: UserObject
    primary_color: None
    public: bool
    snapshot_id: str
    type: Literal["playlist"] = "playlist"
    uri: Uri


class SimplifiedPlaylistObject(PlaylistFields):
    """A playlist, in the form that lists contain; `items` and the older `tracks` are the same."""

    items: PlaylistTrackCount
    tracks: PlaylistTrackCount


class PlaylistObject(PlaylistFields):
    """A playlist with its first 100 tracks; `items` and the older `tracks` are the same."""

    followers: Followers
    items: PlaylistTrackPaging
    tracks: PlaylistTrackPaging


class PlaylistPaging(Paging[SimplifiedPlaylistObject]):
    """A page of playlists."""
