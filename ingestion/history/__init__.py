"""Source `history`: the copy of their data that Spotify gives to anyone who asks for it."""
