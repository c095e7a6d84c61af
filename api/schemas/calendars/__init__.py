"""Feeds and followed calendars on the wire."""
