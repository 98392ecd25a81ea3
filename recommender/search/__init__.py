"""Exact search for nearest neighbors: products in blocks, and the top k of many scores."""
