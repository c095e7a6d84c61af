"""The hot loops, compiled by numba: one array of state, and one file for each kind of move or cost."""
