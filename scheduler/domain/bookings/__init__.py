"""Bookings: what one occupies, which rules it keeps, what would be accepted instead."""
