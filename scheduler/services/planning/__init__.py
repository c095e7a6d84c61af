"""Plan a period: campus to problem, solution to sessions, sessions to bookings."""
