"""The show's log on disk: one SQLite file with the events, the inbox, memories, cursors and checkpoints."""
