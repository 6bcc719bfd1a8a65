"""The scoreboard of minds: the same seeded nights for each, what came of them, and how sure that is."""
