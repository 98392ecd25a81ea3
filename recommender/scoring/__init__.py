"""The score of a pair of tracks, and of many seeds with a track."""
