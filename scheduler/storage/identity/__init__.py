"""People, their passwords and sessions, and the audit trail, in the database."""
