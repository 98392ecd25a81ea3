"""The operations of search over all kinds, and of the pages of what songs belong to."""

from typing import cast

from segue_client import types
from segue_client.session import Session, segment


class Explorer(Session):
    """A session that looks at the catalogue: search, artists, albums, genres, years, playlists."""

    def search(self, q: str = "", limit: int | None = None) -> types.SearchResults:
        """Return songs, artists, albums, genres and playlists that match `q`."""
        return cast(types.SearchResults, self.get("/search", q=q, limit=limit))

    def get_catalogue(self) -> types.CatalogueCounts:
        """Return how much music there is, and from which sources."""
        return cast(types.CatalogueCounts, self.get("/catalogue"))

    def list_features(self) -> types.FeatureScales:
        """Return how the values of each attribute are spread over the catalogue."""
        return cast(types.FeatureScales, self.get("/features"))

    def get_map(self) -> types.MapPoints:
        """Return the place of every recording on the map, by column."""
        return cast(types.MapPoints, self.get("/map"))

    def get_map_attribute(self, name: str) -> types.MapAttribute:
        """Return an attribute of all points of the map, such as `energy`."""
        return cast(types.MapAttribute, self.get(f"/map/attributes/{segment(name)}"))

    def get_map_path(
        self, from_track_id: str, to_track_id: str, limit: int | None = None
    ) -> types.MapPath:
        """Return a list from one song to another, each song like the one before."""
        query = {"from_track_id": from_track_id, "to_track_id": to_track_id, "limit": limit}
        return cast(types.MapPath, self.get("/map/path", **query))

    def get_artist(self, artist_id: str) -> types.ArtistDetails:
        """Return an artist, with what the artist's songs have in common."""
        return cast(types.ArtistDetails, self.get(f"/artists/{segment(artist_id)}"))

    def get_album(self, album_id: str) -> types.AlbumDetails:
        """Return an album with its songs."""
        return cast(types.AlbumDetails, self.get(f"/albums/{segment(album_id)}"))

    def get_genre(self, genre: str) -> types.GenreDetails:
        """Return a genre, with what its songs have in common."""
        return cast(types.GenreDetails, self.get(f"/genres/{segment(genre)}"))

    def get_year(self, year: int) -> types.YearDetails:
        """Return a year of release, with what its songs have in common."""
        return cast(types.YearDetails, self.get(f"/years/{year}"))

    def get_playlist(self, playlist_id: str) -> types.PlaylistDetails:
        """Return a playlist, with what its songs have in common."""
        return cast(types.PlaylistDetails, self.get(f"/playlists/{segment(playlist_id)}"))

    def list_playlist_tracks(
        self, playlist_id: str, limit: int = 50, cursor: str | None = None
    ) -> types.PlaylistTrackPage:
        """Return a page of a playlist, in its order."""
        path = f"/playlists/{segment(playlist_id)}/tracks"
        return cast(types.PlaylistTrackPage, self.get(path, limit=limit, cursor=cursor))

    def list_playlist_changes(self, playlist_id: str) -> types.PlaylistChanges:
        """Return the tracks that joined or left a playlist last."""
        path = f"/playlists/{segment(playlist_id)}/changes"
        return cast(types.PlaylistChanges, self.get(path))
