"""The outbox and what came in, in the database."""
