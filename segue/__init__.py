"""The command line, the settings, the database connection and the embedded Postgres."""
