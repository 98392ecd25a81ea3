"""Readers of files: broken rows are reported, and whole ones are kept."""
