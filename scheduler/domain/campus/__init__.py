"""The campus: organisations, places, resources, groups and hours."""
