"""Search over all kinds, and the pages of artists, albums, genres, playlists and years."""
