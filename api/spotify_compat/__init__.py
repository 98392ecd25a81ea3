"""Spotify's Web API under `/v1`, answered from the marts, for clients of what Spotify closed."""
