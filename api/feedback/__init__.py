"""Verdicts of listeners on tracks and artists."""
