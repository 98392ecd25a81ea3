"""Answers to requests for recommendations, computed from an index in memory."""
