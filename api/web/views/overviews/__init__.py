"""What the pages across the wings show."""
