"""What a page shows, read across the wings in one transaction."""
