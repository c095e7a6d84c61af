"""HTTP only: JSON API, web pages, errors."""
