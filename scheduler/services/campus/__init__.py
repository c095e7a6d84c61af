"""Keep the campus: organisations, places, resources and when they are closed."""
