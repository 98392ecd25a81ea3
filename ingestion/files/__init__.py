"""Readers of the files that people have: what is broken is named, what is whole is kept."""
