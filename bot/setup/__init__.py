"""Everything `make` does before the show can start. It runs before anything is installed: stdlib only."""
