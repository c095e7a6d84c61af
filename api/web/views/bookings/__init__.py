"""What the pages of bookings show."""
