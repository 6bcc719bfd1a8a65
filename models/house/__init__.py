"""The house model: a few megabytes trained from scratch, so that the show runs at once on a bare machine."""
