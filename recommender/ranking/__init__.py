"""From scores to ranked lists: candidates, re-ranking, and penalties for over-exposed tracks."""
