"""`wallstreet models`: what can be fetched, fetching it, looking at it, and comparing minds."""
