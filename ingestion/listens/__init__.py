"""Listens: what every service that notes plays has in common."""
