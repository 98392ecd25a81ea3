"""Limits, retries and errors, shared by every source behind an HTTP interface."""
