"""The campus in the database."""
