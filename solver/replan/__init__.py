"""Changing a plan in a few places: shared by explanations and repair. See `search` for the method."""
