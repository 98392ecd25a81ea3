"""Tables of tracks and playlists, read into arrays and sparse matrices."""
