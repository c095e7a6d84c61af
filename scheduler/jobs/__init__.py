"""Long work: local runner on SQLite, procrastinate on PostgreSQL."""
