"""The desk seen from the world: its process, its nights on disk, its league table and its screens."""
