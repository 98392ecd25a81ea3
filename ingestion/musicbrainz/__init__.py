"""MusicBrainz: which names mean which recording."""
