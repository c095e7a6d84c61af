"""Pages: plans, what if, and projects."""
