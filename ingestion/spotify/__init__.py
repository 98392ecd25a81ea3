"""Spotify's Web API through spotipy: what an app may still read, as rows of the raw tables."""
