"""Where the audience is received: what a viewer typed, what it means, and what is said to it."""
