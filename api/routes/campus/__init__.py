"""JSON: organisations, places and resources."""
