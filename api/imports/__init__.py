"""Imports: files that the owner sends, loaded and built beside the service."""
