"""JSON: bookings, what owners answer, and the search for room."""
