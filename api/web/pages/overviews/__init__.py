"""Pages that read across the wings: front door, week, labs, one's own schedule, search."""
