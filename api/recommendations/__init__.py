"""Recommendations for one track or for any mix of seeds, with the reasons for each."""
