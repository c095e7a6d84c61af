"""Plans: what must be placed, at which prices, and what a solver proposed."""
