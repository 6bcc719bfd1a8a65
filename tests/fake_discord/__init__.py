"""A Discord of our own: REST and gateway on a port of this machine, with the limits the real one enforces."""
