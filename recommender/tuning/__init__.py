"""Parameters fitted on held-out playlists."""
