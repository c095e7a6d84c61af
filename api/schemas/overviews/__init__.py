"""What reads across the wings, on the wire."""
