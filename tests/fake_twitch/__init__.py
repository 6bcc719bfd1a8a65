"""A Twitch of our own, on this machine: OAuth, Helix and EventSub as the library sees them, with limits."""
