"""Everything beside the API: health checks, generated covers, documentation, the app's pages."""
