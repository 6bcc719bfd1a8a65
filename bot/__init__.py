"""Everything that touches the world, and the only place where parts are wired together."""
