"""Plans on the wire."""
