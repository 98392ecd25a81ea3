"""Offline evaluation of the default model and of baselines on held-out playlists."""
