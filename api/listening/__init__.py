"""Listening in the app: what can play a track, files of the library, and what was played."""
