"""Construction, local search, large neighbourhoods, exact search and bounds, under one clock."""
