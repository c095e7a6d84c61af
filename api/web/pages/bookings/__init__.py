"""Pages: look for a place, book it, see and change a booking."""
