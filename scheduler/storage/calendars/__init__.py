"""Feeds with their revisions, CalDAV's memory, and calendars elsewhere, in the database."""
