"""Named accounts: passwords, sessions, tokens, sign-in with Spotify; `api.http` identifies them."""
