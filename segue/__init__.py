"""Segue itself: its command line, its settings, its connection and its own Postgres."""
