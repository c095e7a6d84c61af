"""People, how they get in, and what was done by whom."""
