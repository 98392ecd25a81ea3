"""Estimators that turn features, playlists and content into vectors."""
