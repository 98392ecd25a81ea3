"""Tracks: search by title and artists, and everything known about one track."""
