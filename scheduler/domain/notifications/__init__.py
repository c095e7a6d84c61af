"""Messages: what waits to be sent, and what came in."""
