"""People, their passwords and sessions, and the audit log, in the database."""
