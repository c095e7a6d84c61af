"""The campus on the wire."""
