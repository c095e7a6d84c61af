"""The exact model: variables, constraints one file a family, and a named objective."""
