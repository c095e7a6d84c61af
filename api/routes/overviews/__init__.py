"""JSON: the week, and one box that finds everything."""
