"""The endpoints of Spotify's Web API that a library is read from: one entry each.

A new endpoint is one entry here, its row mapping in `rows.py` and one recorded answer. Client,
library, login and state read its path, its scope, its cursor and its table from the entry.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ingestion.load.json_values import parse_instant
from ingestion.load.tables import TABLES
from ingestion.spotify import rows
from segue.errors import WrongUsage

PAGE = 50
LINKS = "href type uri external_urls"
TYPES = {
    "text": "a text", "whole": "a whole number", "number": "a number", "yes": "true or false",
    "instant": "an instant", "object": "an object", "list": "a list", "any": "anything",
}  # fmt: skip
Body = rows.Body


def _types(**names: str) -> dict[str, str]:
    """Return the declared type of each field; several fields are named in one text."""
    return {name: TYPES[kind] for kind, some in names.items() for name in some.split()}


@dataclass(frozen=True)
class Endpoint:
    """One endpoint, read as pages of a list, page by page of each playlist, or by id.

    `method` is spotipy's, and `path` also names the endpoint in the budget. `table` is the table
    that a failure is counted in; without a `row` the items are only entities to be read later.
    `key` is the place of the id in an item: `track.id` is the id of the track that it holds.

    A list with the cursor `first_page` is not read on where its first page is as it was the last
    time; with `after` only newer items are asked for; with `snapshot_id` an unchanged playlist is
    not read. The disposition `replace` deletes rows that a whole list does not hold any more.
    """

    mode: Literal["list", "playlist", "id"]
    method: str
    path: str
    table: str
    key: str = "id"
    cursor: Literal["first_page", "after", "snapshot_id"] | None = None
    disposition: Literal["replace", "merge"] = "merge"
    row: Callable[..., rows.Row] | None = None
    holds: str | None = None  # the table of the entity that an item of a list holds
    scope: str = ""
    is_of_a_market: bool = False
    ids_at_once: int = 0
    single: str | None = None  # spotipy's method for one id, where an app may read no batches
    whole_has: str | None = None  # the field that only a body of its own has
    fields: dict[str, str] = field(default_factory=dict)  # with the declared type of each

    @property
    def entity_field(self) -> str:
        """Return the field of an item that holds the entity, or an empty text."""
        return self.key.rpartition(".")[0]

    def entity_in(self, item: Body) -> Body:
        """Return the entity that an item is or holds; an empty one where it holds none."""
        return find_entity(item, self.entity_field) if self.entity_field else item


ENDPOINTS: dict[str, Endpoint] = {
    "saved_tracks": Endpoint(
        "list", "current_user_saved_tracks", "me/tracks", "saved_tracks",
        key="track.id", cursor="first_page", disposition="replace", row=rows.build_saved_row,
        holds="tracks", scope="user-library-read", is_of_a_market=True,
        fields=_types(instant="added_at", any="track"),
    ),
    "saved_albums": Endpoint(
        "list", "current_user_saved_albums", "me/albums", "saved_albums",
        key="album.id", cursor="first_page", disposition="replace", row=rows.build_saved_album_row,
        holds="albums", scope="user-library-read", is_of_a_market=True,
        fields=_types(instant="added_at", any="album"),
    ),
    "top_tracks": Endpoint(
        "list", "current_user_top_tracks", "me/top/tracks", "tracks",
        holds="tracks", scope="user-top-read",
    ),
    "top_artists": Endpoint(
        "list", "current_user_top_artists", "me/top/artists", "artists",
        holds="artists", scope="user-top-read",
    ),
    "recently_played": Endpoint(
        "list", "current_user_recently_played", "me/player/recently-played", "plays",
        key="track.id", cursor="after", row=rows.build_play_row,
        holds="tracks", scope="user-read-recently-played",
        fields=_types(instant="played_at", object="context", any="track"),
    ),
    "playlists": Endpoint(
        "playlist", "current_user_playlists", "me/playlists", "playlists",
        disposition="replace", row=rows.build_playlist_row,
        scope="playlist-read-private playlist-read-collaborative",
        fields=_types(
            text="id name description snapshot_id", yes="collaborative public",
            object="owner followers", list="images", any=f"{LINKS} items tracks primary_color",
        ),
    ),
    "playlist_items": Endpoint(
        "playlist", "playlist_items", "playlists/{id}/items", "playlist_items",
        key="item.id",  # `track.id` where an old app asks
        cursor="snapshot_id", disposition="replace", row=rows.build_item_row,
        holds="tracks", is_of_a_market=True,
        fields=_types(
            instant="added_at", object="added_by", yes="is_local",
            any="item track primary_color video_thumbnail",
        ),
    ),
    "albums": Endpoint(
        "id", "albums", "albums", "albums", row=rows.build_album_row, is_of_a_market=True,
        ids_at_once=20, whole_has="copyrights",
        fields=_types(
            text="id name album_type release_date release_date_precision label",
            whole="total_tracks popularity", list="artists genres images",
            any=f"{LINKS} available_markets restrictions album_group copyrights external_ids"
            " is_playable tracks",
        ),
    ),
    "tracks": Endpoint(
        "id", "tracks", "tracks", "tracks", row=rows.build_track_row, is_of_a_market=True,
        ids_at_once=50, single="track", whole_has="album",
        fields=_types(
            text="id name preview_url", whole="duration_ms popularity track_number disc_number",
            yes="explicit is_local is_playable", object="album external_ids", list="artists",
            any=f"{LINKS} available_markets linked_from restrictions episode track",
        ),
    ),
    "artists": Endpoint(
        "id", "artists", "artists", "artists", row=rows.build_artist_row,
        ids_at_once=50, single="artist", whole_has="images",
        fields=_types(
            text="id name", whole="popularity", object="followers external_urls",
            list="genres images", any="href type uri",
        ),
    ),
    "audio_features": Endpoint(
        "id", "audio_features", "audio-features", "audio_features", row=rows.build_features_row,
        ids_at_once=100,
        fields=_types(
            text="id", whole="key mode time_signature duration_ms",
            number="danceability energy loudness speechiness acousticness instrumentalness"
            " liveness valence tempo",
            any="type uri track_href analysis_url",
        ),
    ),
}  # fmt: skip

# all endpoints may be read with these scopes; repeated ones are named once
SCOPES = tuple(
    dict.fromkeys(scope for endpoint in ENDPOINTS.values() for scope in endpoint.scope.split())
)
# asked for only by `segue login --playlists`
WRITE_SCOPES = ("playlist-modify-private",)
# the tables that the source fills, in the order of their declaration
FILLED = tuple(name for name in TABLES if name in {e.table for e in ENDPOINTS.values()})
# names in the budget by spotipy's method; what follows a page is known by its address
PATHS = {endpoint.method: endpoint.path for endpoint in ENDPOINTS.values()} | {
    endpoint.single: f"{endpoint.path}/{{id}}" for endpoint in ENDPOINTS.values() if endpoint.single
}


def find_endpoint(name: str) -> Endpoint:
    """Return the endpoint called `name`.

    Raises
    ------
    WrongUsage
        If there is none; the message lists the known ones.
    """
    if name not in ENDPOINTS:
        raise WrongUsage(
            f"expected one of Spotify's endpoints {', '.join(ENDPOINTS)}, got {name!r}; "
            "add an entry to ingestion/spotify/endpoints.py"
        )
    return ENDPOINTS[name]


def endpoints_of(mode: str) -> list[Endpoint]:
    """Return the endpoints that are read in one way, in the order of the table."""
    return [endpoint for endpoint in ENDPOINTS.values() if endpoint.mode == mode]


def find_entity(item: Body, name: str) -> Body:
    """Return the entity that an item holds; an empty one where it holds none."""
    value = item.get(name)
    return value if isinstance(value, Mapping) else {}


def fingerprint_page(page: Mapping[str, Any]) -> str:
    """Return a text that changes when the list becomes longer, shorter, or begins otherwise."""
    first = [
        (item.get("added_at"), [find_entity(item, name).get("id") for name in ("track", "album")])
        for item in page["items"]
        if isinstance(item, Mapping)
    ]
    return hashlib.sha256(json.dumps([page.get("total"), first]).encode()).hexdigest()


def find_newest(page: Mapping[str, Any]) -> str:
    """Return the milliseconds since 1970 of the newest play of a page, or an empty text."""
    instants = [
        instant
        for item in page["items"]
        if isinstance(item, Mapping) and (instant := parse_instant(item.get("played_at")))
    ]
    return str(int(max(instants).timestamp() * 1000)) if instants else ""
