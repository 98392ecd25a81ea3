"""HTTP concerns of every feature: problems, ids, cursors, rate limits, security, telemetry."""
