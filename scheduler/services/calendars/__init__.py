"""Feeds, CalDAV, and calendars elsewhere that tell when somebody is busy."""
