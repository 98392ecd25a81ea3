"""Source `listenbrainz`: a person's listens, from their export, the public dump, or the API."""
