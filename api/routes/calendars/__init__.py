"""JSON, iCalendar and CalDAV: feeds, calendars to write into, calendars elsewhere."""
