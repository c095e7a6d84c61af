"""What a change of the world does to bookings: see it, decide about it, and list what keeps no longer."""
