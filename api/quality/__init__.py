"""Offline evaluation results of the recommendations."""
