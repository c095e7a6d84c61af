"""Bookings, their claims and what the rules look at, in the database."""
