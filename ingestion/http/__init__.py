"""What every source behind an HTTP interface shares: limits, retries, errors."""
