"""Pages and fragments for people."""
