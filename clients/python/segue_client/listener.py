"""The operations of listening: what can play a track, its file, and plays."""

from typing import cast

from segue_client import types
from segue_client.session import Session, segment


class Listener(Session):
    """A session that plays tracks, and keeps what was played."""

    def get_players(self, track_id: str) -> types.Players:
        """Return what can play a track: a file of the server's library, and Spotify's player."""
        return cast(types.Players, self.get(f"/tracks/{segment(track_id)}/players"))

    def get_audio(self, track_id: str) -> bytes:
        """Return the file of a track in the library of the server."""
        return cast(bytes, self.get(f"/tracks/{segment(track_id)}/audio"))

    def get_plays(self, limit: int = 50, cursor: str | None = None) -> types.PlayPage:
        """Return a page of what the listener played, the newest first."""
        return cast(types.PlayPage, self.get("/plays", limit=limit, cursor=cursor))

    def put_play(self, play_id: str, play: types.PlayBody) -> None:
        """Store a play under an id of yours; sent again it is the same play."""
        self.send("PUT", f"/plays/{segment(play_id)}", body=play)

    def delete_all_plays(self) -> None:
        """Delete every play of the listener."""
        self.send("DELETE", "/plays")
