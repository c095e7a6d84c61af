"""Pages: calendars elsewhere that are followed."""
