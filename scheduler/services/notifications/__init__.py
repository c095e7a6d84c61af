"""Mail: people are told of changes, and bookings are asked for by invitation."""
