"""JSON: bring real input in."""
