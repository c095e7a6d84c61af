"""Pure rules of the campus; standard library only."""
