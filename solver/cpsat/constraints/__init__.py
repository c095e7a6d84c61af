"""One file per constraint family, each with one `add()` that states it in CP-SAT."""
