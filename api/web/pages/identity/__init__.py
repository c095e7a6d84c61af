"""Pages: one's own account, and people as administrators keep them."""
