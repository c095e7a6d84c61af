"""Long work: queued in the database, done by the server itself or by workers, watched and stopped."""
