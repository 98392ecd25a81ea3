"""The demo: an invented catalogue, and a server that plays it as Spotify's Web API would."""
