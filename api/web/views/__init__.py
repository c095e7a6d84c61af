"""What a template draws, computed from what a service answers; pure, so that a test needs no server."""
