"""Database access: the connection, the mapped tables, the migrations, and a cache per build."""
