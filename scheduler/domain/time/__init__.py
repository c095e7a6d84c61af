"""Spans of instants, and the wall time of a place."""
