"""iCalendar only: events to bytes and back."""
