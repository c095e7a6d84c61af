"""Pages: one resource, and the lists and forms of administrators."""
