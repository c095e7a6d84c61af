"""Calendars: feeds, what CalDAV programs see, and calendars elsewhere that are followed."""
