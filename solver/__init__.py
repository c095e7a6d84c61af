"""Problem in, Solution out; knows nothing of the campus."""
