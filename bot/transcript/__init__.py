"""The transcript: what the log says, one event one line, for every screen that shows text."""
