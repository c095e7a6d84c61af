"""One function per user intention, one transaction each."""
