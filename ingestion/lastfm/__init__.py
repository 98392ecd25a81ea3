"""Last.fm: its API, and tables of scrobbles that other programs wrote."""
