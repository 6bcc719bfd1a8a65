"""The programme itself: events, state, director, market, office. It touches nothing outside itself."""
